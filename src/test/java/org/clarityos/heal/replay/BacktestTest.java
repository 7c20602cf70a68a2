package org.clarityos.heal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.clarityos.heal.replay.Recorded.START;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.TrackRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sets of packs on one recording. */
class BacktestTest {
  private static final String WEB = "acme/fra1/web-1/service:web";
  @TempDir private static Path packs;
  private static RuleBase some = Packs.shipped();
  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void some() throws Exception {
    some = with("performance/pack.yaml", "", "");
  }

  @BeforeEach
  void file() {
    file = folder.resolve("test" + Recording.ENDING);
  }

  @Test
  void theSamePacksComeToTheSame() throws Exception {
    slowTwice();
    Report report = run(some);
    assertThat(report.same()).isTrue();
    assertThat(report.rules()).isEmpty();
    assertThat(report.a()).isEqualTo(report.b());
    assertThat(report.a().diagnoses()).isEqualTo(2);
  }

  @Test
  void aThresholdThatWasRaisedMissesTheShortIllnessAndIsLateForTheLongOne() throws Exception {
    slowTwice();
    Report report = run(raised());
    assertThat(report.differences()).hasSize(2);
    Difference missed = report.differences().get(0);
    assertThat(missed.knownIssue()).isEqualTo("slow-responses");
    assertThat(missed.component()).isEqualTo(WEB);
    assertThat(missed.a().spells())
        .containsExactly(new Illness.Spell(START + 11_000, START + 13_000));
    assertThat(missed.a().decisions())
        .extracting(Illness.Made::verdict)
        .containsExactly(Decision.Verdict.ACT);
    assertThat(missed.b()).isEqualTo(Illness.none());
    Difference late = report.differences().get(1);
    assertThat(late.a().spells())
        .containsExactly(new Illness.Spell(START + 201_000, START + 210_000));
    assertThat(late.b().spells())
        .containsExactly(new Illness.Spell(START + 205_000, START + 210_000));
  }

  @Test
  void aDifferenceNamesTheFirstBatchThatPartedThemWithItsFiringsAndObservations() throws Exception {
    slowTwice();
    Report report = run(raised());
    Difference.Divergence cause = report.differences().get(0).cause();
    assertThat(cause.at()).isEqualTo(START + 11_000);
    assertThat(fired(cause.a().fired()))
        .startsWith("slow-responses-symptom", "slow-responses-evidence")
        .endsWith("policy-diagnosis");
    assertThat(cause.b().fired()).isEmpty();
    assertThat(cause.observations()).containsExactly(endpoint(EndpointState.Status.SLOW, 10_000));
    assertThat(report.rules()).containsEntry("slow-responses-symptom", new Report.Fired(2, 1));
  }

  @Test
  void anotherPolicyMakesAnotherDecisionOfTheSameDiagnosis() throws Exception {
    slowTwice();
    Report report = run(with("policy/contenders.drl policy/decisions.drl", "0.9B", "0.97B"));
    assertThat(report.differences()).hasSize(2);
    for (Difference difference : report.differences()) {
      assertThat(difference.a().spells()).isEqualTo(difference.b().spells());
      assertThat(difference.a().decisions().get(0).verdict()).isEqualTo(Decision.Verdict.ACT);
      assertThat(difference.b().decisions().get(0).verdict()).isEqualTo(Decision.Verdict.ASK);
      assertThat(fired(difference.cause().a().fired())).contains("policy-act");
      assertThat(fired(difference.cause().b().fired())).contains("policy-ask");
    }
  }

  @Test
  void whatWasDecidedThenBindsNeitherRun() throws Exception {
    try (Recorded recorded = new Recorded(file, 20)) {
      List<Fact> known = known();
      known.add(new Incident(WEB, "1", "slow-responses", Incident.Status.RECOVERING, 1, START));
      recorded
          .start(known)
          .at(1000, endpoint(EndpointState.Status.SLOW, 1000))
          .at(
              3000,
              new Outcome(WEB, "1", 1, "mend", Outcome.Result.HEALED, START + 3000),
              new Incident(WEB, "1", "slow-responses", Incident.Status.ESCALATED, 2, START))
          .at(19_000);
    }
    Report report = run(some);
    assertThat(report.a().decisions()).isEqualTo(1);
    assertThat(report.same()).isTrue();
  }

  @Test
  void aRestartInTheRecordingKeepsWhatEachRunDecided() throws Exception {
    try (Recorded recorded = new Recorded(file, 30)) {
      List<Fact> ill = known();
      ill.add(endpoint(EndpointState.Status.SLOW, 1000));
      recorded
          .start(known())
          .at(1000, endpoint(EndpointState.Status.SLOW, 1000))
          .at(10_000)
          .restart(10_500, ill)
          .at(20_000, endpoint(EndpointState.Status.UP, 20_000));
    }
    Report report = run(raised());
    assertThat(report.a()).isEqualTo(new Report.Count(report.a().firings(), 1, 1));
    assertThat(report.b()).isEqualTo(new Report.Count(report.b().firings(), 1, 1));
    assertThat(report.differences()).hasSize(1);
    assertThat(report.differences().get(0).b().spells())
        .containsExactly(new Illness.Spell(START + 6000, START + 20_000));
  }

  @Test
  void aPackThatThrowsIsNamedWithItsBatch() throws Exception {
    slowTwice();
    RuleBase throwing =
        with("performance/slow-responses.drl", "\"users\", \"0.96\"", "\"users\", \"much\"");
    assertThatThrownBy(() -> run(throwing))
        .isInstanceOf(PacksFailed.class)
        .hasMessageContaining("the packs of B fail on batch ");
  }

  private void slowTwice() throws Exception {
    try (Recorded recorded = new Recorded(file, 300)) {
      recorded
          .start(known())
          .at(10_000, endpoint(EndpointState.Status.SLOW, 10_000))
          .at(13_000, endpoint(EndpointState.Status.UP, 13_000))
          .at(13_500, new Finding(WEB, "noise", "x", "x", START + 13_500, "test"))
          .at(200_000, endpoint(EndpointState.Status.SLOW, 200_000))
          .at(210_000, endpoint(EndpointState.Status.UP, 210_000))
          .at(299_000);
    }
  }

  private static List<Fact> known() {
    return new ArrayList<>(
        List.of(
            new ComponentInfo(
                WEB,
                "acme/fra1",
                "service",
                "generic",
                Severity.MEDIUM,
                true,
                "clarity",
                false,
                true,
                false),
            new Budget("acme/fra1", "", 60),
            new Offer(
                WEB,
                "slow-responses",
                "mend",
                "1",
                "service",
                Safety.RESTART,
                true,
                false,
                10,
                Mode.ACT),
            new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")),
            new ProcessState(WEB, ProcessState.Status.RUNNING, START - 60_000, "process"),
            endpoint(EndpointState.Status.UP, 0)));
  }

  private static EndpointState endpoint(EndpointState.Status status, long millis) {
    return new EndpointState(WEB, "user", status, START + millis, "endpoint");
  }

  private static List<String> fired(List<Firing> firings) {
    return firings.stream().map(firing -> firing.rule().id()).toList();
  }

  private Report run(RuleBase against) throws Exception {
    try (Recording recording = Recording.open(file)) {
      return Backtest.run(recording, some, against);
    }
  }

  private static RuleBase raised() throws Exception {
    return with("performance/slow-responses.drl", "$s + 1000", "$s + 5000");
  }

  /** Some of the shipped packs with another text in some of their files. */
  private static RuleBase with(String files, String text, String other) throws Exception {
    Map<String, String> sources = new TreeMap<>(Packs.shipped().sources());
    sources.keySet().removeIf(file -> !file.matches("(performance|planning|policy)/.*"));
    sources.computeIfPresent(
        "performance/pack.yaml", (file, yaml) -> yaml.replaceAll("needs:.*", ""));
    for (String name : files.split(" ")) {
      sources.computeIfPresent(name, (file, drl) -> drl.replace(text, other));
      assertThat(sources.getOrDefault(name, other)).contains(other);
    }
    return Packs.of(sources, Files.createTempDirectory(packs, "packs"));
  }
}
