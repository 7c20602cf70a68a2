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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.Service;
import org.clarityos.heal.api.ApiIT;
import org.clarityos.heal.rulepack.PackShelf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The life of a pack in a running service, by the command line. */
@QuarkusTest
@TestProfile(ApiIT.Small.class)
class PackCommandIT {
  @Inject Service service;
  @TempDir Path folder;
  private String said = "";

  private int run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new Clarity());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(1, List.of("--url", "http://127.0.0.1:" + RestAssured.port));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  private Path hardware(String text, String other) throws Exception {
    Path pack = Files.createDirectories(folder.resolve("hardware"));
    for (Map.Entry<String, String> file : PackShelf.texts(Path.of("rules/hardware")).entrySet()) {
      Files.writeString(pack.resolve(file.getKey()), file.getValue().replace(text, other));
    }
    return pack;
  }

  @Test
  void aPackIsShadowedComparedPromotedListedAndTakenBack() throws Exception {
    String pack = hardware("version: 1.0.0", "version: 1.2.0").toString();
    assertThat(run("pack", "shadow", pack, "--by", "an author")).as(said).isZero();
    assertThat(said).contains("hardware runs in shadow");
    assertThat(run("pack", "compare")).isZero();
    assertThat(said).contains("0 differences");
    assertThat(run("pack", "promote", "--reason", "it sees more")).isZero();
    assertThat(run("pack", "list")).isZero();
    assertThat(said).contains("hardware@1.2.0").contains("it sees more");
    assertThat(run("pack", "revert", "--reason", "it sees too much")).isZero();
    assertThat(run("pack", "list")).isZero();
    assertThat(said).contains("hardware@1.0.0").contains("it sees too much");
  }

  @Test
  void aDismissedPackCannotBePromoted() throws Exception {
    String pack = hardware("version: 1.0.0", "version: 1.3.0").toString();
    assertThat(run("pack", "shadow", pack)).isZero();
    assertThat(run("pack", "dismiss", "--reason", "not yet")).isZero();
    assertThat(run("pack", "promote", "--reason", "now")).isOne();
    assertThat(said).contains("there is no candidate; submit one first");
  }

  @Test
  void aBrokenPackIsRefusedWithFileLineAndColumn() throws Exception {
    assertThat(run("pack", "shadow", hardware("Symptom(", "Symptm(").toString())).isOne();
    assertThat(said)
        .containsPattern("hardware/disk-errors.drl:\\d+:\\d+")
        .contains("\"Symptm\" is no fact");
  }

  @Test
  void whereThereAreSignersAPackNeedsAnAuthorAndAReviewer() throws Exception {
    Path signers = service.remediator().settings().signers();
    String pack = hardware("version: 1.0.0", "version: 1.5.0").toString();
    String keys = folder.toString();
    assertThat(run("pack", "key", "ann", "--out", keys)).isZero();
    assertThat(run("pack", "key", "bob", "--out", keys)).isZero();
    Files.createDirectories(signers);
    try {
      for (String name : List.of("ann.pub", "bob.pub")) {
        Files.copy(folder.resolve(name), signers.resolve(name));
      }
      assertThat(run("pack", "shadow", pack)).isOne();
      assertThat(said).contains("no author has signed the pack");
      assertThat(run("pack", "sign", pack, "--as", "writer", "--key", keys + "/ann.key")).isOne();
      assertThat(said).contains("\"writer\" is no role; it is author or reviewer");
      assertThat(run("pack", "sign", pack, "--as", "author", "--key", keys + "/ann.key")).isZero();
      assertThat(run("pack", "sign", pack, "--as", "reviewer", "--key", keys + "/bob.key"))
          .isZero();
      assertThat(run("pack", "shadow", pack)).as(said).isZero();
      assertThat(run("pack", "dismiss", "--reason", "seen enough")).isZero();
    } finally {
      Files.delete(signers.resolve("ann.pub"));
      Files.delete(signers.resolve("bob.pub"));
      Files.delete(signers);
    }
  }

  @Test
  void aServiceThatIsNotThereIsNamed() {
    CommandLine line = new CommandLine(new Clarity());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    int code = line.execute("pack", "--url", "http://127.0.0.1:1", "promote", "--reason", "now");
    assertThat(code).isOne();
    assertThat(out.toString()).contains("http://127.0.0.1:1");
  }
}
