package org.clarityos.heal.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.api.ApiIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Windows of a running service, by the command line and the API. */
@QuarkusTest
@TestProfile(ApiIT.Small.class)
class WindowCommandIT {
  private String said = "";

  private int run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new Clarity());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    List<String> all =
        new ArrayList<>(List.of("window", "--url", "http://127.0.0.1:" + RestAssured.port));
    all.addAll(List.of(words));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  @Test
  void aWindowIsOpenedListedRecordedAndClosed() {
    assertThat(run("open", "MAINTENANCE", "disk", "--reason", "a new disk", "--by", "ann"))
        .as(said)
        .isZero();
    assertThat(said).contains("disk is open until ");
    assertThat(run("list")).isZero();
    assertThat(said).contains("MAINTENANCE", "disk", "everything", "a new disk (ann)");
    given()
        .get("/api/v1/audit?kind=window")
        .then()
        .statusCode(200)
        .body(containsString("a new disk"));
    assertThat(run("close", "disk", "--by", "ben")).as(said).isZero();
    assertThat(run("close", "none", "--by", "ben")).isNotZero();
    assertThat(said).contains("HTTP 404").contains("no window \"none\" is held");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 400 | kind (MAINTENANCE",
        "{\"name\":\"a b\",\"kind\":\"FREEZE\",\"until\":9999999999999,\"reason\":\"r\",\"by\":\"ann\"} | 400 | name (letters",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"until\":5,\"reason\":\"r\",\"by\":\"ann\"} | 400 | to come",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"from\":9999999999999,\"until\":9999999999999,\"reason\":\"r\",\"by\":\"ann\"} | 400 | after from",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"until\":9999999999999,\"reason\":\" \",\"by\":\"ann\"} | 400 | reason",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"until\":9999999999999,\"reason\":\"r\",\"by\":\"inventory\"} | 409 | inventory instead",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"component\":\"nowhere\",\"until\":9999999999999,\"reason\":\"r\",\"by\":\"ann\"} | 400 | no component is",
        "{\"name\":\"w\",\"kind\":\"FREEZE\",\"knownIssue\":\"none\",\"until\":9999999999999,\"reason\":\"r\",\"by\":\"ann\"} | 400 | no known issue",
        "{\"kind\":\"THAW\"} | 400 | MAINTENANCE",
      })
  void aWindowThatHoldsNothingBackIsRefused(String body, int status, String detail) {
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/windows")
        .then()
        .statusCode(status)
        .body("detail", containsString(detail));
  }
}
