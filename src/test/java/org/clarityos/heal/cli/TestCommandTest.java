package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.cli.QueuesHome.CASES;
import static org.clarityos.heal.cli.QueuesHome.HOLDS;
import static org.clarityos.heal.cli.QueuesHome.RULES;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.clarityos.heal.journal.FactJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

/** Cases by the command line, on a home with one small pack beside policy and planning. */
class TestCommandTest {
  @TempDir Path folder;
  private QueuesHome home;
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void aHome() throws IOException {
    home = QueuesHome.in(folder);
  }

  @AfterEach
  void close() throws IOException {
    home.close();
  }

  @Test
  void aCaseThatHoldsIsRunOverAllPacksAndItsOwn() {
    assertThat(run()).as(said.toString()).isZero();
    assertThat(said.toString()).contains("2 cases were run, 0 do not hold");
  }

  @Test
  void whatDoesNotHoldIsToldWithItsLineAndColumnAndInJunitsXml() throws Exception {
    home.write(
        CASES,
        HOLDS
            + """
            - name: never tried
              kind: fires
              plans: {}
              given:
                - {at: 1s, fact: Sample, metric: queue.length, value: 94}
              then:
                - {at: 1s, decisions: {queue-long: {verdict: ACT}}}
                - {at: 1s, notDecided: {queue-long: []}, refusals: {queue-long: [brake]}}
                - {at: 1s, not: [queue-short], notRefused: {queue-long: [brak]}}
            """);
    Path xml = folder.resolve("cases.xml");
    assertThat(run("--junit", xml.toString())).isEqualTo(1);
    assertThat(said.toString())
        .contains(
            "queue-long.cases.yaml:16:7: never tried (all packs): at 1s: decided on queue-long is ASK with start-process (")
        .contains(":17:7: never tried (all packs): at 1s: decided on queue-long is ASK")
        .contains("brake does not refuse queue-long; refusing are []")
        .contains(
            ":18:7: never tried (queues alone): at 1s: no pack knows a symptom or an issue \"queue-short\"")
        .contains("no pack knows a guard \"brak\"")
        .contains("4 cases were run, 2 do not hold");
    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(xml.toFile())
            .getDocumentElement();
    Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    assertThat(suite.getAttribute("name")).isEqualTo("queue-long");
    assertThat(suite.getAttribute("tests")).isEqualTo("4");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    Element failed = (Element) suite.getElementsByTagName("testcase").item(2);
    assertThat(failed.getAttribute("classname")).isEqualTo("queues.queue-long");
    assertThat(failed.getAttribute("line")).isEqualTo("10");
    assertThat(failed.getElementsByTagName("failure").item(0).getTextContent())
        .contains("queue-long.cases.yaml:16:7: ");
  }

  @Test
  void whatCannotBeReadIsTwoAndSoIsAnIssueWithoutCases() throws Exception {
    assertThat(run("queue-lang")).isEqualTo(2);
    assertThat(said.toString()).contains("there are no cases of queue-lang");
    home.write(CASES, HOLDS.replace("kind: fires", "kind: burns"));
    assertThat(run()).isEqualTo(2);
    assertThat(said.toString()).contains("queue-long.cases.yaml:2:");
    home.write(RULES, QueuesHome.rules("valeu > 90"));
    assertThat(run()).isEqualTo(2);
    assertThat(said.toString()).contains("queue-long.drl:18:").contains("valeu");
  }

  @Test
  void aRecordingIsGivenInPlaceOfFactsAndABrokenOneIsToldWhereItIsNamed() throws Exception {
    QueuesHome.recorded(folder.resolve("rules/queues/rush.recording.jsonl.gz"), 95);
    home.write("rules/queues/no.recording.jsonl.gz", "none");
    home.write(
        CASES,
        """
        - name: a rush
          kind: fires
          on: acme/fra1/web-1/service:web
          recording: rush.recording.jsonl.gz
          then:
            - {at: 3s, not: [queue-long]}
            - {at: 5s, diagnoses: {queue-long: [0.95, 1]}, decisions: {queue-long: {verdict: RECORD}}}
            - {at: 1m, not: [queue-long]}
        - name: not there
          kind: fires
          recording: gone.recording.jsonl.gz
        - name: broken
          kind: fires
          recording: no.recording.jsonl.gz
        - name: both
          kind: fires
          recording: rush.recording.jsonl.gz
          plans: {}
        """);
    assertThat(run()).isEqualTo(1);
    assertThat(said.toString())
        .contains("yaml:8:7: a rush (all packs): at 60s: the recording ends before, at 5s")
        .contains("yaml:11:3: not there (all packs): ")
        .contains("gone.recording.jsonl.gz: there is no such file")
        .contains("yaml:14:3: broken (all packs): ")
        .contains("not compressed by gzip")
        .contains("yaml:15:3: both (all packs): a case is given facts and plans, or a recording")
        .doesNotContain("yaml:6:")
        .doesNotContain("yaml:7:");
  }

  @Test
  void aHealthyHostOnWhichSomethingFiresIsAFailure() throws Exception {
    Path baseline = Files.createDirectories(folder.resolve("rules/baseline"));
    QueuesHome.recorded(baseline.resolve("calm.recording.jsonl.gz"), 80);
    assertThat(run()).as(said.toString()).isZero();
    QueuesHome.recorded(baseline.resolve("busy.recording.jsonl.gz"), 95);
    assertThat(run("baseline")).isEqualTo(1);
    assertThat(said.toString())
        .contains("busy.recording.jsonl.gz: nothing is ill on a healthy host (all packs): at 5s: ")
        .contains("Diagnosis")
        .contains("2 cases were run, 1 do not hold");
  }

  @Test
  void coverageTellsTheThresholdsAndPatternsThatNoCaseShows() throws Exception {
    assertThat(run("queue-long", "--coverage")).isZero();
    assertThat(said.toString())
        .contains("queues/queue-long.drl:18 value > 90: nothing below it within 10 %\n")
        .contains(
            "queues/queue-long.drl:19 not EndpointState(component == $c, status != EndpointState.Status.UP): no case comes as far and fails there")
        .doesNotContain("nothing above")
        .contains("2 of 2 rules fire; 3 of 3 patterns are satisfied");
    home.write(
        CASES,
        HOLDS
            + """
            - name: not quite, and then too slow
              kind: near_miss
              given:
                - {at: 1s, fact: Sample, metric: queue.length, value: 86}
                - {at: 2s, fact: EndpointState, status: SLOW}
                - {at: 3s, fact: Sample, metric: queue.length, value: 94}
              then:
                - {at: 3s, not: [queue-long]}
            """);
    Path json = folder.resolve("coverage.json");
    assertThat(run("queue-long", "--coverage", "--coverage-json", json.toString())).isZero();
    assertThat(said.toString()).doesNotContain(":18 ").doesNotContain(":19 ");
    JsonNode rule = FactJson.mapper().readTree(json.toFile()).path("rules").path(0);
    assertThat(rule.path("id").asText()).isEqualTo("queue-long-symptom");
    assertThat(rule.path("thresholds").path(0).path("below").path("nearest").asText())
        .isEqualTo("86 against 90");
  }

  private int run(String... more) {
    said.getBuffer().setLength(0);
    List<String> arguments =
        Stream.concat(Stream.of("test", "--home", folder.toString()), Stream.of(more)).toList();
    return new CommandLine(new Clarity())
        .setOut(new PrintWriter(said, true))
        .execute(arguments.toArray(String[]::new));
  }
}
