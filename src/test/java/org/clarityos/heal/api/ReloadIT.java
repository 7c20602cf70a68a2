package org.clarityos.heal.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.clarityos.heal.Replay;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;

/** A service with {@code clarity.reload=true}: rules and playbooks are loaded again as they are saved. */
@QuarkusTest
@TestProfile(ReloadIT.Reloading.class)
class ReloadIT {
  private static final String TITLE = "@title The main process ended by a fault";

  /** A site of one component, with a home of its own. */
  public static class Reloading implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "reload-test-");
        for (String part : List.of("rules", "playbooks")) {
          copy(Path.of(part), folder.resolve("home").resolve(part));
        }
        Path ledger = folder.resolve("home/drills/ledger.jsonl");
        Files.createDirectories(ledger.getParent());
        Files.copy(Path.of("drills/ledger.jsonl"), ledger);
        Path inventory = folder.resolve("clarity.yaml");
        Files.writeString(
            inventory,
            "tenant: acme\nsite: fra1\nhost: web-1\ncomponents:\n"
                + "  - id: service:web\n    process: {start: [/bin/true], match: [never-there]}\n");
        Map<String, String> settings = new HashMap<>();
        settings.put("clarity.inventory", inventory.toString());
        settings.put("clarity.home", folder.resolve("home").toString());
        settings.put("clarity.packs", Packs.KEPT.toString());
        settings.put("clarity.data", folder.resolve("data").toString());
        settings.put("clarity.reload", "true");
        return settings;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Path target = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
    }
  }

  @Inject Service service;

  private Path file(String name) {
    return service.remediator().settings().rules().resolveSibling(name);
  }

  /** Saves a file with something replaced, and waits for a batch that holds what it must bring. */
  private void saved(Path file, String old, String now, java.util.function.Predicate<Fact> brings)
      throws Exception {
    CountDownLatch came = new CountDownLatch(1);
    service.remediator().listen(batch -> tell(batch, brings, came));
    Files.writeString(file, Files.readString(file).replace(old, now));
    assertThat(came.await(120, TimeUnit.SECONDS)).isTrue();
  }

  private static void tell(
      Shard.Released batch, java.util.function.Predicate<Fact> brings, CountDownLatch came) {
    if (batch.batch().entries().stream().anyMatch(brings)) {
      came.countDown();
    }
  }

  @Test
  void aSavedRuleIsTheOneThatRunsAndTheJournalStillReplays() throws Exception {
    saved(
        file("rules/application/process-crashed.drl"),
        TITLE,
        TITLE + " of its own",
        fact -> fact instanceof KnownIssue issue && issue.title().endsWith("of its own"));
    assertThat(Replay.run(service.remediator()).fault()).isEmpty();
    given()
        .get("/api/v1/audit?kind=start")
        .then()
        .body("body.program", hasItem(not(emptyString())))
        .body("body.configuration", hasItem(hasLength(64)));
  }

  @Test
  void aRuleWhoseCaseDoesNotHoldIsToldAndWhatRanGoesOn() throws Exception {
    Path file = file("rules/hardware/overheating.drl");
    String held = Files.readString(file);
    String before = service.remediator().ruleBase().hash();
    Files.writeString(file, held.replaceAll("\"0\\.\\d+\"", "\"0.1\""));
    assertThatThrownBy(() -> service.remediator().reload())
        .hasMessageContaining("hardware/overheating.cases.yaml")
        .hasMessageContaining("overheating is not diagnosed");
    assertThat(service.remediator().ruleBase().hash()).isEqualTo(before);
    given()
        .get("/api/v1/audit?kind=reload-refused")
        .then()
        .body("body.reason", hasItem(containsString("overheating is not diagnosed")));
    Files.writeString(file, held);
  }

  @Test
  void aSavedPlaybookIsTheOneThatIsOfferedAndItsTrackRecordBeginsAnew() throws Exception {
    assertThat(service.remediator().shard().states())
        .anyMatch(state -> state instanceof TrackRecord record && proven(record));
    saved(
        file("playbooks/application/start-process.yaml"),
        "version: 1.0.0",
        "version: 1.0.1",
        fact ->
            fact instanceof TrackRecord record
                && record.playbook().equals("start-process")
                && record.successes() == 0);
    assertThat(service.remediator().shard().states())
        .anyMatch(state -> state instanceof Offer offer && offer.version().startsWith("1.0.1+"));
  }

  private static boolean proven(TrackRecord record) {
    return record.playbook().equals("start-process") && record.successes() > 0;
  }

  @Test
  void aRuleThatIsBrokenIsToldWithItsPlaceAndWhatRanGoesOn() throws Exception {
    Path file = file("rules/hardware/disk-errors.drl");
    String before = Files.readString(file);
    var running = service.remediator().ruleBase();
    Files.writeString(file, before.replace("Symptom(", "Symptm("));
    try {
      assertThatThrownBy(() -> service.remediator().reload())
          .isInstanceOf(PackInvalid.class)
          .hasMessageContaining(file + ":")
          .hasMessageContaining("\"Symptm\" is no fact");
      assertThat(service.remediator().ruleBase().hash()).isEqualTo(running.hash());
      given().get("/q/health/ready").then().statusCode(200).body("status", containsString("UP"));
    } finally {
      Files.writeString(file, before);
    }
  }

  @Test
  void aPlaybookWithAnUnknownActionIsToldWithItsPlaceAndWhatRanGoesOn() throws Exception {
    Path file = file("playbooks/application/restart-process.yaml");
    String before = Files.readString(file);
    Files.writeString(file, before.replace("process.stop", "process.stopp"));
    try {
      assertThatThrownBy(() -> service.remediator().reload())
          .isInstanceOf(YamlInvalid.class)
          .hasMessageContaining(file + ":")
          .hasMessageContaining("process.stopp");
      given().get("/q/health/ready").then().statusCode(200).body("status", containsString("UP"));
    } finally {
      Files.writeString(file, before);
    }
  }
}
