package org.clarityos.heal.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.PackWatch;
import org.clarityos.heal.Replay;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Promotion;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.rulepack.PackShelf;
import org.junit.jupiter.api.Test;

/** The life of a pack in a running service: refused, in shadow, promoted, taken back. */
@QuarkusTest
@TestProfile(ApiIT.Small.class)
class PacksApiIT {
  private static final Path HARDWARE = Path.of("rules/hardware");
  private static final String OLD = "version: 1.0.0";

  @Inject Service service;

  private static Map<String, String> texts(String text, String other) throws Exception {
    Map<String, String> texts = new TreeMap<>();
    PackShelf.texts(HARDWARE).forEach((name, file) -> texts.put(name, file.replace(text, other)));
    return texts;
  }

  private static ValidatableResponse submit(String pack, Map<String, String> files) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("files", files, "by", "an author"))
        .post("/api/v1/packs/" + pack)
        .then();
  }

  private static ValidatableResponse ask(String path) {
    return given()
        .queryParam("by", "an operator")
        .queryParam("reason", "it is better")
        .post("/api/v1/packs/" + path)
        .then();
  }

  private static String active() {
    return given().get("/api/v1/packs").then().statusCode(200).extract().asString();
  }

  @Test
  void aPackRunsInShadowIsPromotedAndTakenBackAndAllOfItReplays() throws Exception {
    submit("hardware", texts(OLD, "version: 1.1.0")).statusCode(200);
    given()
        .get("/api/v1/packs/shadow")
        .then()
        .statusCode(200)
        .body("candidate", equalTo("hardware@1.1.0"))
        .body("former", equalTo(false));
    assertThat(active()).contains("hardware@1.0.0").doesNotContain("hardware@1.1.0");

    ask("shadow/promote").statusCode(200);
    assertThat(active())
        .contains("hardware@1.1.0")
        .contains("promoted by an operator, unsigned: it is better");
    Path shelf = service.remediator().settings().data().resolve("shelf/promoted/hardware");
    assertThat(Files.readString(shelf.resolve("pack.yaml"))).contains("1.1.0");

    ask("revert").statusCode(200);
    assertThat(active()).contains("hardware@1.0.0").contains("taken back by an operator");
    assertThat(shelf).doesNotExist();
    assertThat(Replay.run(service.remediator()).fault()).isEmpty();
    assertThat(kindsOf("an author")).contains("pack-asked", "pack-shadow");
    assertThat(kindsOf("an operator")).contains("pack-promoted", "pack-reverted");
  }

  private static List<String> kindsOf(String person) {
    return given()
        .queryParam("person", person)
        .get("/api/v1/audit")
        .then()
        .statusCode(200)
        .extract()
        .path("kind");
  }

  private static final String HOST = "acme/fra1/web-1";

  private void promoteOn(String first, int status) {
    given()
        .queryParam("by", "an operator")
        .queryParam("reason", "on one host first")
        .queryParam("first", first)
        .post("/api/v1/packs/shadow/promote")
        .then()
        .statusCode(status);
  }

  @Test
  void aPackPromotedOnOneHostIsTakenBackByItselfWhenItFailsThere() throws Exception {
    submit("hardware", texts(OLD, "version: 1.4.0")).statusCode(200);
    promoteOn("acme/fra1/web-9", 400);
    promoteOn(HOST, 200);
    Shard shard = service.remediator().shard();
    Promotion begun = promotion(shard);
    assertThat(begun.stage()).isEqualTo(Promotion.Stage.FIRST);
    assertThat(begun.reaches(HOST + "/service:web")).isTrue();

    CountDownLatch back = new CountDownLatch(1);
    service
        .remediator()
        .listen(
            released -> {
              if (released.batch().kind() == JournalBatch.Kind.ACTIVATE) {
                back.countDown();
              }
            });
    PackWatch watch = new PackWatch(shard, service.remediator().packs(), Clock.systemUTC());
    Incident incident =
        new Incident(HOST + "/service:web", "i1", "disk-errors", Incident.Status.RECOVERING, 1, 1);
    shard.put(incident).get();
    for (int failure = 1; failure <= 8; failure++) {
      watch.outcome(
          new Outcome(incident.component(), "i1", 1, "any", Outcome.Result.NOT_HEALED, failure));
      shard.put(new Withdrawal("", "none")).get();
    }
    assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(active()).contains("taken back by clarity: its success rate is at best");
    assertThat(promotion(shard)).isNull();
  }

  private static Promotion promotion(Shard shard) {
    return (Promotion)
        shard.states().stream().filter(Promotion.class::isInstance).findFirst().orElse(null);
  }

  @Test
  void aPackThatDoesNotCompileIsRefusedWithEveryFaultAndNothingChanges() throws Exception {
    String before = active();
    submit("hardware", texts("Symptom(", "Symptm("))
        .statusCode(422)
        .contentType("application/problem+json")
        .body("title", equalTo("Pack refused"))
        .body("detail", containsString("hardware/disk-errors.drl:"))
        .body("detail", containsString("\"Symptm\" is no fact"))
        .body("detail", containsString("hardware/overheating.drl:"));
    assertThat(active()).isEqualTo(before);
  }

  @Test
  void aPackWhoseCaseDoesNotHoldIsRefused() throws Exception {
    submit("hardware", texts("\"0.9", "\"0.1"))
        .statusCode(422)
        .body("detail", containsString("hardware/disk-errors.cases.yaml:"));
  }

  @Test
  void aPackThatAPlaybookWouldSetOffAgainIsRefused() throws Exception {
    Map<String, String> files = texts("", "");
    files.put(
        "loop.drl",
        """
        package org.clarityos.heal.rules.hardware;
        import org.clarityos.heal.fact.*;
        rule "What runs is hot"
        @id(loop-symptom)
        ruleflow-group "symptom"
        when
          ProcessState(status == ProcessState.Status.RUNNING, $c: component)
        then
          insertLogical(new Symptom($c, "too-hot"));
        end
        rule "What is hot has crashed"
        @id(loop-evidence)
        ruleflow-group "evidence"
        when
          Symptom(name == "too-hot", $c: component)
        then
          insertLogical(Evidence.of("process-crashed", $c, "heat", "0.9"));
        end
        """);
    submit("hardware", files)
        .statusCode(422)
        .body("detail", containsString("hardware/loop.drl:7:3:"))
        .body("detail", containsString("process-crashed is healed by restart-process"));
  }

  @Test
  void aFileThatLeavesThePacksFolderIsRefused() throws Exception {
    submit("hardware", Map.of("../../x.drl", "x"))
        .statusCode(422)
        .body("detail", containsString("is no file of a pack"));
    submit("..", Map.of("x.drl", "x")).statusCode(404);
  }

  @Test
  void thereIsNothingToPromoteOrToTakeBackAtFirst() {
    ask("revert").statusCode(409).body("detail", containsString("nothing was promoted"));
    given().post("/api/v1/packs/revert").then().statusCode(400);
  }
}
