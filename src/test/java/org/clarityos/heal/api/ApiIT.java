package org.clarityos.heal.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.ChainCheck;
import org.clarityos.heal.audit.Export;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.fact.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of a service that watches one component and has a queue of twenty. */
@QuarkusTest
@TestProfile(ApiIT.Small.class)
public class ApiIT {
  private static final String WEB = "acme/fra1/web-1/service:web";

  /** A site of one component. */
  public static class Small implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "api-test-");
        Path inventory = folder.resolve("clarity.yaml");
        Files.writeString(
            inventory, "tenant: acme\nsite: fra1\nhost: web-1\ncomponents:\n  - id: service:web\n");
        return Map.of(
            "clarity.inventory", inventory.toString(),
            "clarity.data", folder.resolve("data").toString(),
            "clarity.packs", Packs.KEPT.toString(),
            "clarity.queue", "20");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Inject Service service;

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"fact\": | 400 | Malformed JSON | line 1",
        "{} | 400 | Malformed observation | fact",
        "{\"fact\":\"Nonsense\"} | 400 | Malformed observation | Nonsense",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":\"m\",\"value\":\"much\",\"at\":1,\"source\":\"s\"} | 400 | Malformed observation | much",
        "{\"fact\":\"Decision\",\"component\":\"acme/fra1/web-1/service:web\",\"incident\":\"1\",\"attempt\":1,\"verdict\":\"ACT\",\"playbook\":\"p\",\"confidence\":1,\"reason\":\"r\",\"at\":1} | 400 | Malformed observation | from outside enter",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":\"m\",\"value\":\"NaN\",\"at\":1,\"source\":\"s\"} | 400 | Malformed observation | Sample",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":\"m\",\"value\":1e999,\"at\":1,\"source\":\"s\"} | 400 | Malformed observation | finite",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":\"m\",\"value\":1,\"at\":1,\"source\":\"s\",\"more\":2} | 400 | Malformed observation | more",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":\"m\",\"value\":1,\"source\":\"s\"} | 400 | Malformed observation | at",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:web\",\"metric\":7,\"value\":1,\"at\":1,\"source\":\"s\"} | 400 | Malformed observation | Sample",
        "{\"fact\":\"Finding\",\"fact\":\"Sample\"} | 400 | Malformed JSON | fact",
        "[[[[]]]] | 400 | Malformed observation | fact",
        "{\"fact\":\"Sample\",\"component\":\"acme/fra1/web-1/service:other\",\"metric\":\"m\",\"value\":1,\"at\":1,\"source\":\"s\"} | 400 | Unknown component | service:other",
      })
  void anObservationThatIsWrongIsRefusedInWords(
      String body, int status, String title, String detail) {
    long before = refusedObservations();
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/observations")
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("title", equalTo(title))
        .body("status", equalTo(status))
        .body("detail", containsString(detail));
    assertThat(refusedObservations()).isEqualTo(before + 1);
  }

  @Test
  void anExportIsSignedWithTheKeyThatTheServiceTells() throws IOException {
    String key = given().get("/api/v1/audit/key").then().statusCode(200).extract().asString();
    String export = given().get("/api/v1/audit/export").then().statusCode(200).extract().asString();
    ChainCheck check = new ChainCheck(key.strip(), List.of());
    Export.check(new BufferedReader(new StringReader(export)), check);
    assertThat(check.fault()).isEmpty();
    assertThat(check.count()).isPositive();
  }

  @Test
  void whoExportsTheLogIsInIt() {
    String export = given().get("/api/v1/audit/export?by=ann").then().extract().asString();
    assertThat(export).contains("\"kind\":\"export\"", "\"by\":\"ann\"");
  }

  @Test
  void anExportAsCloudEventsNamesTheHostAsTheirSource() {
    String export =
        given()
            .get("/api/v1/audit/export?format=cloudevents&by=ann")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(export.lines())
        .isNotEmpty()
        .allMatch(event -> event.startsWith("{\"specversion\":\"1.0\",\"id\":\""))
        .allMatch(event -> event.contains("\"source\":\"/acme/fra1/web-1\""));
    given()
        .get("/api/v1/audit/export?format=csv")
        .then()
        .statusCode(400)
        .body("detail", containsString("csv"));
  }

  @Test
  void evidenceIsReadWithTheTokenOfTheDataFolderAndWhoReadItIsOnRecord() throws IOException {
    Path data = service.remediator().settings().data();
    Path kept = Files.createDirectories(data.resolve("executions/00000000000000aa"));
    Files.writeString(kept.resolve("status"), "State: S");
    String file = "/api/v1/evidence/00000000000000aa/status?by=eve";
    given().get("/api/v1/evidence").then().statusCode(200).body("file", hasItem("status"));
    given().get(file).then().statusCode(401).body("detail", containsString("evidence.token"));
    given().get("/api/v1/audit?kind=log-in-refused").then().body("body.door", hasItem("evidence"));
    given().header("Authorization", "Bearer guess").get(file).then().statusCode(401);
    Path token = data.resolve("evidence.token");
    assertThat(Files.getPosixFilePermissions(token)).hasSize(2);
    String known = "Bearer " + Files.readString(token);
    asked(known, file.replace("status", "other")).statusCode(404);
    asked(known, file.replace("?by=eve", "")).statusCode(400);
    assertThat(asked(known, file).statusCode(200).extract().asString()).isEqualTo("State: S");
    given()
        .get("/api/v1/audit?kind=evidence-read&person=eve")
        .then()
        .body("body.file", hasItem("00000000000000aa/status"))
        .body("size()", equalTo(1));
  }

  private static ValidatableResponse asked(String authorization, String path) {
    return given().header("Authorization", authorization).get(path).then();
  }

  @Test
  void anObservationFromTheFutureHappenedWhenItArrived() {
    long tomorrow = System.currentTimeMillis() + 86_400_000;
    given()
        .contentType(ContentType.JSON)
        .body(sample(4712).replaceAll("\"at\":\\d+", "\"at\":" + tomorrow))
        .post("/api/v1/observations")
        .then()
        .statusCode(200);
    assertThat(service.remediator().journalStore().after(0, 0, 100_000))
        .flatExtracting(stored -> stored.batch().entries())
        .filteredOn(fact -> fact instanceof Sample s && s.value() == 4712)
        .singleElement()
        .satisfies(fact -> assertThat(((Sample) fact).at()).isLessThan(tomorrow));
  }

  @Test
  void anObservationIsAnsweredWhenItIsJournaled() {
    int sequence =
        given()
            .contentType(ContentType.JSON)
            .body(sample(4711))
            .post("/api/v1/observations")
            .then()
            .statusCode(200)
            .extract()
            .path("sequence");
    assertThat(service.remediator().journalStore().after(0, 0, 100_000))
        .anyMatch(
            stored ->
                stored.batch().last() >= sequence
                    && stored.batch().entries().stream()
                        .anyMatch(fact -> fact instanceof Sample s && s.value() == 4711));
  }

  @Test
  void aFullQueueHoldsSendersBackThenRefusesThemAndLosesNothingItTook() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    service.remediator().listen(released -> await(open));
    ExecutorService senders = Executors.newFixedThreadPool(40);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int value = 10_000 + i;
      answers.add(
          senders.submit(
              () -> {
                int status =
                    given()
                        .contentType(ContentType.JSON)
                        .body(sample(value))
                        .post("/api/v1/observations")
                        .statusCode();
                if (status == 503) {
                  open.countDown();
                }
                return status == 200 || status == 202 ? value : -status;
              }));
    }
    List<Integer> taken = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      int value = answer.get();
      assertThat(value)
          .satisfiesAnyOf(v -> assertThat(v).isPositive(), v -> assertThat(v).isEqualTo(-503));
      if (value > 0) {
        taken.add(value);
      }
    }
    senders.shutdown();
    assertThat(taken).hasSizeLessThan(40);
    assertThat(service.remediator().shard().refused()).isEqualTo(40 - taken.size());
    List<Integer> journaled =
        service.remediator().journalStore().between(0, 0, Long.MAX_VALUE).stream()
            .filter(fact -> fact instanceof Sample s && s.value() >= 10_000 && s.value() < 10_040)
            .map(fact -> (int) ((Sample) fact).value())
            .toList();
    assertThat(journaled).containsExactlyInAnyOrderElementsOf(taken);
  }

  @Test
  void anIncidentHasItsStoryWithWhatWasSeenInTheFiveMinutesBefore() {
    long now = System.currentTimeMillis();
    List<String> observations =
        List.of(
            sample(4713),
            sample(4714).replaceAll("\"at\":\\d+", "\"at\":" + (now - 6 * 60_000)),
            """
            {"fact":"ProcessState","component":"%s","status":"CRASHED","since":%d,"source":"test"}"""
                .formatted(WEB, now));
    for (String observation : observations) {
      given()
          .contentType(ContentType.JSON)
          .body(observation)
          .post("/api/v1/observations")
          .then()
          .statusCode(200);
    }
    String id =
        given().get("/api/v1/incidents").path("find { it.knownIssue == 'process-crashed' }.id");
    given()
        .get("/api/v1/incidents/" + id)
        .then()
        .statusCode(200)
        .body("records.kind", hasItems("incident", "context", "decision"))
        .body("around.body.rule", hasItem("process-crashed-symptom"))
        .root("records.find { it.kind == 'context' }.body")
        .body("related", hasItem(WEB))
        .body("states.find { it.fact == 'ProcessState' }.status", equalTo("CRASHED"))
        .body("observations.findAll { it.fact == 'Sample' }.value", hasItem(4713.0f))
        .body("observations.findAll { it.fact == 'Sample' }.value", not(hasItem(4714.0f)));
  }

  @Test
  void theComponentIsListed() {
    given().get("/api/v1/components").then().statusCode(200).body("id", hasItem(WEB));
  }

  @Test
  void anIncidentThatIsNotThereIsAProblem() {
    given()
        .get("/api/v1/incidents/none")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString("none"));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "from=yesterday | Malformed time | it reads such as",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | Empty span | is not before",
        "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z | Span too long | more than 7 days",
        "redact=nothing | Unknown redaction | it is secrets or names",
      })
  void aRecordingThatCannotBeMadeIsRefusedInWords(String query, String title, String detail) {
    given()
        .get("/api/v1/journal?" + query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("title", equalTo(title))
        .body("detail", containsString(detail));
  }

  @Test
  void whyNotNamesThePatternThatFails() {
    given()
        .queryParam("rule", "overheating-symptom")
        .queryParam("component", WEB)
        .get("/api/v1/explain/why-not")
        .then()
        .statusCode(200)
        .body("answer.holds", equalTo(false))
        .body("answer.patterns.find { it.found == 'FAILS' }.said", containsString("$n is 0"));
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no-such | acme/fra1/web-1/service:web | '' | 404 | Unknown rule",
        "overheating-symptom | acme/fra1/web-1/service:other | '' | 404 | Unknown component",
        "overheating-symptom | acme/fra1/web-1/service:web | 2001-01-01T00:00:00Z | 404 | Unknown time",
        "overheating-symptom | acme/fra1/web-1/service:web | yesterday | 400 | Malformed time",
        "'' | acme/fra1/web-1/service:web | '' | 400 | Incomplete question",
      })
  void aQuestionThatCannotBeAnsweredIsAProblem(
      String rule, String component, String at, int status, String title) {
    given()
        .queryParam("rule", rule)
        .queryParam("component", component)
        .queryParam("at", at)
        .get("/api/v1/explain/why-not")
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("title", equalTo(title));
  }

  @Test
  void whyOfAnIdThatIsNotThereIsAProblem() {
    given()
        .get("/api/v1/explain/why/none")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("title", equalTo("Unknown id"));
  }

  @Test
  void theBrakeIsPulledAndReleased() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"component\":\"\",\"reason\":\"night\",\"until\":9999999999999,\"by\":\"ann\"}")
        .post("/api/v1/brake")
        .then()
        .statusCode(200)
        .body("reason", hasItem("night"));
    given().delete("/api/v1/brake").then().statusCode(400);
    given().delete("/api/v1/brake?by=ben").then().statusCode(200);
    given().delete("/api/v1/brake?by=ben").then().statusCode(404);
  }

  @Test
  void metricsAndTheContractAreServed() {
    given()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("clarity_batches_total"))
        .body(containsString("clarity_queue_waiting"));
    given().get("/q/openapi").then().statusCode(200).body(containsString("/api/v1/observations"));
  }

  @Test
  void theAuditLogIsWhole() {
    given().get("/api/v1/audit/verify").then().statusCode(200).body("valid", equalTo(true));
  }

  private static long refusedObservations() {
    return ((Number)
            given()
                .get("/q/health/ready")
                .path("checks.find { it.name == 'pipeline' }.data.refusedObservations"))
        .longValue();
  }

  private static String sample(double value) {
    return """
        {"fact":"Sample","component":"%s","metric":"m","value":%s,"at":%d,"source":"test"}"""
        .formatted(WEB, value, System.currentTimeMillis());
  }

  private static void await(CountDownLatch open) {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
