package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.clarityos.heal.Service;
import org.clarityos.heal.api.ApiIT;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.journal.FactJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recording a running service and replaying what was recorded, by the command line. */
@QuarkusTest
@TestProfile(ApiIT.Small.class)
class ReplayCommandIT {
  private static final String WEB = "acme/fra1/web-1/service:web";
  @Inject Service service;
  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void observe() throws Exception {
    long now = System.currentTimeMillis();
    for (Fact fact :
        List.of(
            new LogMatch(WEB, "errors", "password=Hunter2 of ann@example.org", now, "log"),
            new EndpointState(WEB, "user", EndpointState.Status.SLOW, now - 3000, "endpoint"))) {
      service.remediator().submit(fact).orElseThrow().get();
    }
  }

  @Test
  void whatWasRecordedComesToTheSameWithTheSamePacksAndHoldsNoSecret() throws Exception {
    Path file = folder.resolve("live.recording.jsonl.gz");
    assertThat(run("record", folder.resolve("live").toString(), "--url", url())).isZero();
    try (GZIPInputStream zip = new GZIPInputStream(Files.newInputStream(file))) {
      String all = new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(all).contains("LogMatch").doesNotContain("Hunter2", "ann@example.org");
    }
    assertThat(run("replay", file.toString(), "--against", "rules", "--json"))
        .as(said.toString())
        .isZero();
    var report = FactJson.mapper().readTree(said.toString());
    assertThat(report.path("same").asBoolean()).isTrue();
    assertThat(report.path("a").path("firings").asLong()).isPositive();
  }

  @Test
  void aPackWithARaisedThresholdIsTakenInPlaceOfTheHomes() throws Exception {
    Path pack = Files.createDirectories(folder.resolve("performance"));
    try (var files = Files.list(Path.of("rules/performance"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            pack.resolve(file.getFileName()),
            Files.readString(file).replace("$s + 1000", "$s + 900000"));
      }
    }
    String file = folder.resolve("live.recording.jsonl.gz").toString();
    assertThat(run("record", file, "--url", url(), "--redact", "names")).isZero();
    assertThat(run("replay", file, "--against", pack.toString())).isEqualTo(1);
    assertThat(said.toString())
        .contains("slow-responses on tenant-1/site-1/host-1/service:service-1")
        .contains("only A fired slow-responses-symptom")
        .contains("observed: EndpointState")
        .contains("Illnesses that differ: 1");
  }

  @Test
  void whatCannotBeRunIsRefusedInWords() {
    assertThat(run("replay", "none", "--against", "rules")).isEqualTo(2);
    assertThat(said.toString()).contains("none: there is no such file");
    assertThat(run("record", "x", "--url", url(), "--last", "soon")).isEqualTo(2);
    assertThat(said.toString()).contains("--last is \"soon\"");
    assertThat(run("record", "x", "--url", url(), "--redact", "all")).isEqualTo(2);
    assertThat(said.toString()).contains("redact is \"all\"; it is secrets or names");
    assertThat(Path.of("x.recording.jsonl.gz")).doesNotExist();
  }

  private int run(String... arguments) {
    said.getBuffer().setLength(0);
    return new CommandLine(new Clarity()).setOut(new PrintWriter(said, true)).execute(arguments);
  }

  private static String url() {
    return "http://127.0.0.1:" + RestAssured.port;
  }
}
