package org.clarityos.heal.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.inventory.People;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service tells of its plans that asks before each of them. */
@QuarkusTest
@TestProfile(PlansIT.Asking.class)
public class PlansIT {
  private static final String HOST = "acme/fra1/web-1/";
  private static final String WEB = HOST + "service:web";

  /** A site of one component whose process nobody has started. */
  public static class Asking implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "plans-test-");
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
              - id: service:db
                process: {start: [/bin/false], match: [no such program]}
              - id: service:mail
                process: {start: [/bin/false], match: [no such program]}
              - id: service:vault
                process: {start: [/bin/false], match: [no such program]}
                policy: {approver: approver}
              - id: service:shop
            modes:
              - {components: [service:shop], mode: observe}
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

  @Inject Service service;

  private static ValidatableResponse posted(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static void crashes(String component) {
    posted(
            "/api/v1/observations",
            """
            {"fact":"ProcessState","component":"%s","status":"CRASHED","since":%d,"source":"test"}"""
                .formatted(component, System.currentTimeMillis()))
        .statusCode(200);
  }

  /** What is proposed for a component that has just crashed. */
  private static JsonPath proposed(String name) {
    crashes(HOST + name);
    return given().get("/api/v1/plans/now?site=" + HOST + name).jsonPath();
  }

  private String token(String name, Role role) throws Exception {
    return new People(service.remediator().settings().data()).put(name, role, new SecureRandom());
  }

  private static ValidatableResponse answered(String incident, String token, String body) {
    return given()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/incidents/" + incident + "/approval")
        .then();
  }

  private static void refused(ValidatableResponse answer, int status, String title, String detail) {
    answer
        .statusCode(status)
        .contentType("application/problem+json")
        .body("title", equalTo(title))
        .body("detail", containsString(detail));
  }

  private static String approve(String hash) {
    return "{\"answer\":\"APPROVE\",\"dryRun\":\"%s\",\"comment\":\"go\"}".formatted(hash);
  }

  @Test
  void aPlanThatWasShownIsApprovedOnceByAPersonOfTheRole() throws Exception {
    String ann = token("ann", Role.OPERATOR);
    JsonPath shown = proposed("service:db");
    String id = shown.getString("[0].incident.id");
    String hash = shown.getString("[0].dryRun.hash");
    assertThat(shown.getString("[0].asks.role")).isEqualTo("OPERATOR");
    assertThat(shown.getLong("[0].asks.until"))
        .isEqualTo(shown.getLong("[0].decision.at") + 30 * 60_000);

    refused(answered(id, "guess", approve(hash)), 401, "Unknown person", "clarity person add");
    refused(
        answered(id, token("vic", Role.VIEWER), approve(hash)),
        403,
        "Not for this role",
        "vic is VIEWER; about acme/fra1/web-1/service:db an answer needs OPERATOR");
    refused(answered("none", ann, approve(hash)), 404, "No such incident", "no incident");
    refused(answered(id, ann, approve("0123")), 409, "The plan has changed", "look again");

    answered(id, ann, approve(hash)).statusCode(200);
    refused(answered(id, ann, approve(hash)), 409, "Already answered", "ann answered APPROVE");

    given()
        .get("/api/v1/audit?kind=approval&person=ann&incident=" + id)
        .then()
        .body("[0].body.role", equalTo("OPERATOR"))
        .body("[0].body.dryRun", equalTo(hash))
        .body("[0].body.comment", equalTo("go"));
    given()
        .get("/api/v1/audit?kind=decision&incident=" + id)
        .then()
        .body("body.reason", hasItem("approved by ann"));
    given()
        .get("/api/v1/audit?kind=answer-refused&person=vic")
        .then()
        .body("[0].body.reason", containsString("needs OPERATOR"));
    given()
        .get("/api/v1/audit?kind=log-in&person=ann")
        .then()
        .body("size()", equalTo(1))
        .body("[0].body.role", equalTo("OPERATOR"))
        .body("[0].body.from", equalTo("127.0.0.1"));
    given()
        .get("/api/v1/audit?kind=log-in-refused")
        .then()
        .body("[0].body.door", equalTo("approval"))
        .body("[0].body.count", equalTo(1));
    given()
        .get("/api/v1/audit?limit=10000")
        .then()
        .body(not(containsString(ann)))
        .body(not(containsString("guess")));
  }

  @Test
  void aPlanThatWouldDoSomethingElseThanWasShownIsNotApproved() throws Exception {
    String abe = token("abe", Role.APPROVER);
    JsonPath shown = proposed("service:vault");
    String id = shown.getString("[0].incident.id");
    String hash = shown.getString("[0].dryRun.hash");
    refused(
        answered(id, token("oli", Role.OPERATOR), approve(hash)),
        403,
        "Not for this role",
        "an answer needs APPROVER");
    posted(
            "/api/v1/brake",
            "{\"component\":\"acme/fra1/web-1/service:vault\",\"reason\":\"a move\",\"until\":9999999999999,\"by\":\"ann\"}")
        .statusCode(200);

    refused(
        answered(id, abe, approve(hash)),
        409,
        "The plan has changed",
        "the refusal was \"\" and is \"the brake is pulled: a move\"");
    refused(
        answered(id, abe, approve(hash).replace("APPROVE", "APPROVE_SAFE_SUBSET")),
        400,
        "Incomplete answer",
        "no step of start-process is safe and changes something");
    given().delete("/api/v1/brake?scope=" + HOST + "service:vault&by=ann").then().statusCode(200);
    answered(id, abe, approve(hash)).statusCode(200);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"dryRun\":\"0\"} | answer must be said",
        "{\"answer\":\"APPROVE\"} | the hash of the dry run",
        "{\"answer\":\"REJECT\",\"comment\":\" \"} | a rejection says why",
        "{\"answer\":\"REJECT\",\"comment\":\"a\\u001b[2Jb\"} | control or formatting characters",
        "{\"answer\":\"REJECT\",\"comment\":\"a\\nb\"} | it is one line",
        "{\"answer\":\"REJECT\",\"comment\":\"\\u202eb\"} | it is one line of text",
        "{\"answer\":\"REJECT\",\"comment\":\"LONG\"} | comment has 1001 letters",
      })
  void anAnswerThatIsMalformedIsRefusedInWords(String body, String detail) throws Exception {
    String mia = token("mia", Role.ADMIN);
    refused(
        answered("any", mia, body.replace("LONG", "x".repeat(1001))),
        400,
        "Incomplete answer",
        detail);
  }

  @Test
  void aRejectionHandsTheIncidentOnAndIsAnAnswerLikeAnother() throws Exception {
    String ray = token("ray", Role.OPERATOR);
    String id = proposed("service:mail").getString("[0].incident.id");

    answered(id, ray, "{\"answer\":\"REJECT\",\"comment\":\"we move it\"}").statusCode(200);

    given()
        .get("/api/v1/audit?kind=incident&incident=" + id)
        .then()
        .body("body.status", hasItem("ESCALATED"))
        .body("body.reason", hasItem("rejected by ray: we move it"));
    given().get("/api/v1/plans/now/" + id).then().statusCode(404);
    refused(
        answered(id, ray, "{\"answer\":\"REJECT\",\"comment\":\"again\"}"),
        409,
        "Already answered",
        "ray answered REJECT");
  }

  @Test
  void whatIsDecidedIsNotAsked() throws Exception {
    String sue = token("sue", Role.ADMIN);
    String id = proposed("service:shop").getString("[0].incident.id");

    refused(
        answered(id, sue, approve("0123")),
        409,
        "Nothing is asked",
        "nothing is asked: it was decided to RECORD");
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
    crashes(WEB);
    String web = "find { it.incident.component == '" + WEB + "' }";
    String id =
        given()
            .get("/api/v1/plans/now?site=acme/fra1")
            .then()
            .statusCode(200)
            .body(web + ".decision.verdict", equalTo("ASK"))
            .body(web + ".candidate.offer.playbook", equalTo("start-process"))
            .body(web + ".others", hasItem("restart-process"))
            .body(web + ".dryRun.steps.does", hasItem(containsString("/bin/sleep 86399.5")))
            .extract()
            .path(web + ".incident.id");
    given()
        .get("/api/v1/plans/now/" + id)
        .then()
        .statusCode(200)
        .body("incident.component", equalTo(WEB))
        .body("dryRun.playbook", equalTo("start-process"));
    given().get("/api/v1/plans/now?site=acme/other").then().statusCode(404);
    given().get("/api/v1/plans/now/none").then().statusCode(404);
    given().get("/api/v1/plans").then().statusCode(200);
    given().get("/api/v1/decisions").then().statusCode(200).body("kind", hasItem("decision"));
  }
}
