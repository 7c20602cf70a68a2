package org.clarityos.heal.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.clarityos.heal.diagnose.Packs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service tells of its plans that asks before each of them. */
@QuarkusTest
@TestProfile(PlansIT.Asking.class)
public class PlansIT {
  private static final String WEB = "acme/fra1/web-1/service:web";

  /** A site of one component whose process nobody has started. */
  public static class Asking implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path folder = Files.createTempDirectory("clarity-plans-test-");
        Path inventory = folder.resolve("clarity.yaml");
        Files.writeString(
            inventory,
            """
            tenant: acme
            site: fra1
            host: web-1
            mode: ask
            components:
              - id: service:web
                process:
                  start: [/bin/sleep, "86399.5"]
                  match: [sleep 86399.5]
            """);
        return Map.of(
            "clarity.inventory", inventory.toString(),
            "clarity.data", folder.resolve("data").toString(),
            "clarity.packs", Packs.KEPT.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ValidatableResponse posted(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static void crashes() {
    posted(
            "/api/v1/observations",
            """
            {"fact":"ProcessState","component":"%s","status":"CRASHED","since":%d,"source":"test"}"""
                .formatted(WEB, System.currentTimeMillis()))
        .statusCode(200);
  }

  @Test
  void aDryRunTellsWhatEachStepWouldDo() {
    posted(
            "/api/v1/plans/dry-run",
            "{\"component\":\"%s\",\"playbook\":\"restart-process\"}".formatted(WEB))
        .statusCode(200)
        .body("hash", matchesPattern("[0-9a-f]{16}"))
        .body("refusal", equalTo(""))
        .body("steps.id", hasItem("save-data"))
        .root("steps.find { it.id == 'start' }")
        .body("does", equalTo("starts /bin/sleep 86399.5 in /, unless it runs"))
        .body("safety", equalTo("RESTART"))
        .body("repeat", equalTo("CHECK_THEN_ACT"))
        .body("undo", containsString("none: "));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"component\":\"acme/fra1/web-1/service:web\"} | 400 | Incomplete question | playbook",
        "{\"component\":\"acme/fra1/web-1/service:web\",\"playbook\":\"x\"} | 404 | Unknown playbook | restart-process",
        "{\"component\":\"acme/fra1/web-1/service:x\",\"playbook\":\"restart-process\"} | 404 | Unknown component | service:web",
      })
  void aDryRunOfWhatIsNotThereIsAProblem(String body, int status, String title, String detail) {
    posted("/api/v1/plans/dry-run", body)
        .statusCode(status)
        .contentType("application/problem+json")
        .body("title", equalTo(title))
        .body("detail", containsString(detail));
  }

  @Test
  void whatWouldBeDoneNowIsToldOfASiteAndOfOneIncident() {
    crashes();
    String id =
        given()
            .get("/api/v1/plans/now?site=acme/fra1")
            .then()
            .statusCode(200)
            .body("", hasSize(1))
            .body("[0].decision.verdict", equalTo("ASK"))
            .body("[0].candidate.offer.playbook", equalTo("start-process"))
            .body("[0].others", hasItem("restart-process"))
            .body("[0].dryRun.steps.does", hasItem(containsString("/bin/sleep 86399.5")))
            .extract()
            .path("[0].incident.id");
    given()
        .get("/api/v1/plans/now/" + id)
        .then()
        .statusCode(200)
        .body("incident.component", equalTo(WEB))
        .body("dryRun.playbook", equalTo("start-process"));
    given().get("/api/v1/plans/now?site=acme/other").then().statusCode(404);
    given().get("/api/v1/plans/now/none").then().statusCode(404);
    given().get("/api/v1/plans").then().statusCode(200).body("", hasSize(0));
    given().get("/api/v1/decisions").then().statusCode(200).body("kind", hasItem("decision"));
  }
}
