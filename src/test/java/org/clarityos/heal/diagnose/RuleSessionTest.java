package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.endpoint;
import static org.clarityos.heal.diagnose.Story.process;
import static org.clarityos.heal.fact.Incident.Status.OPEN;
import static org.clarityos.heal.fact.Incident.Status.RECOVERING;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Decision.Verdict;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Refusal;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.rulepack.PackCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What design.md §1 says of sessions, told as stories on the virtual clock. */
class RuleSessionTest {
  private static final String PROVEN = "0.961000";

  @Test
  void aCrashIsDecidedInTheBatchThatSawIt() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.ACT);
    assertThat(story.incidents().get(1).status()).isEqualTo(Incident.Status.RECOVERING);
  }

  @Test
  void anUnprovenPlaybookAsks() {
    Story story = Story.of(Mode.ACT, "0.200000", "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.ASK);
  }

  @Test
  void anObservedComponentIsOnlyRecorded() {
    Story story = Story.of(Mode.OBSERVE, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.RECORD);
  }

  @Test
  void aDecisionRisesFromAskToActWhenApproved() {
    Story story = Story.of(Mode.ASK, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    Incident incident = story.incidents().get(0);
    story.at(
        5000,
        new Approval(
            WEB,
            incident.id(),
            1,
            Approval.Answer.APPROVE,
            "mend-process-crashed",
            "0",
            "ann",
            Role.OPERATOR,
            "",
            START + 5000));
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ASK, Verdict.ACT);
  }

  @Test
  void aStopOnPurposeIsNotIll() {
    Story story =
        Story.of(Mode.ACT, PROVEN, "process-crashed", "process-gone", "unknown-degradation");
    story.at(
        100, process(ProcessState.Status.ENDED, 100), endpoint(EndpointState.Status.REFUSED, 100));
    for (int second = 1; second < 30; second++) {
      story.at(second * 1000L);
    }
    assertThat(story.incidents()).isEmpty();
  }

  @Test
  void whatOtherHandsWorkOnIsNotIllUntilTheyAreGone() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(50, new OtherHands(WEB, "deploy", "lock", START + 50, "other-hands"));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).isEmpty();
    story.at(9000, new OtherHands(WEB, "deploy", "", START + 9000, "other-hands"));
    assertThat(story.decisions()).hasSize(1);
  }

  @Test
  void forOneSecondIsLevelTriggeredAndNotEarlier() {
    Story story = Story.of(Mode.ACT, PROVEN, "error-responses");
    story.at(1500, endpoint(EndpointState.Status.ERROR, 1500));
    story.at(2000);
    assertThat(story.decisions()).isEmpty();
    story.at(3000);
    assertThat(story.decisions()).hasSize(1);
  }

  @Test
  void aStateThatChangesItsMindStartsAgain() {
    Story story = Story.of(Mode.ACT, PROVEN, "error-responses");
    story.at(1100, endpoint(EndpointState.Status.ERROR, 1100));
    story.at(1900, endpoint(EndpointState.Status.UP, 1900));
    story.at(2000, endpoint(EndpointState.Status.ERROR, 2000));
    story.at(2900);
    assertThat(story.decisions()).isEmpty();
  }

  @Test
  void aStateThatIsReportedAgainFiresNothing() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    BatchResult again = story.at(200, process(ProcessState.Status.CRASHED, 100));
    assertThat(again.firings()).isEmpty();
  }

  @Test
  void evidenceThatFlapsWhileAPlanRunsDecidesNothingNew() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(200, process(ProcessState.Status.RUNNING, 200));
    story.at(300, process(ProcessState.Status.CRASHED, 300));
    assertThat(story.decisions()).hasSize(1);
  }

  @Test
  void aVerifiedOutcomeHealsAndARelapseIsANewIncident() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    Incident first = story.incidents().get(0);
    story.at(500, process(ProcessState.Status.RUNNING, 500));
    story.at(6000, outcome(first, Outcome.Result.HEALED, 6000));
    assertThat(story.incidents().get(2).status()).isEqualTo(Incident.Status.HEALED);
    story.at(7000, process(ProcessState.Status.CRASHED, 7000));
    assertThat(story.decisions()).hasSize(2);
    assertThat(story.incidents().get(3).id()).isNotEqualTo(first.id());
  }

  @Test
  void whatWasIllBeforeTheCureIsARelapseOnlyAfterMonitorsHadTimeToSeeIt() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(6000, outcome(story.incidents().get(0), Outcome.Result.HEALED, 6000));
    story.at(8900);
    assertThat(story.decisions()).as("the cure may not have been seen").hasSize(1);
    story.at(9000);
    assertThat(story.decisions()).hasSize(2);
  }

  @Test
  void aPlaybookThatDidNotHelpIsNotTriedAgainInTheIncident() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(3000, outcome(story.incidents().get(0), Outcome.Result.NOT_HEALED, 3000));
    story.at(4000);
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ACT, Verdict.RECORD);
    assertThat(story.incidents().get(story.incidents().size() - 1).status())
        .isEqualTo(Incident.Status.ESCALATED);
  }

  @Test
  void whatWasDecidedAndApprovedIsForgottenAnHourAfterTheIncidentEnded() {
    Story story = Story.of(Mode.ASK, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    Incident incident = story.incidents().get(0);
    story.at(
        5000,
        new Approval(
            WEB,
            incident.id(),
            1,
            Approval.Answer.APPROVE,
            "mend-process-crashed",
            "0",
            "ann",
            Role.OPERATOR,
            "",
            START + 5000));
    story.at(
        6000,
        process(ProcessState.Status.RUNNING, 6000),
        outcome(incident, Outcome.Result.HEALED, 6000));
    story.at(3_605_000);
    assertThat(story.session.states()).hasAtLeastOneElementOfType(Decision.class);
    assertThat(story.session.states()).hasAtLeastOneElementOfType(Approval.class);
    BatchResult result = story.at(3_606_000);
    assertThat(story.session.states()).doesNotHaveAnyElementsOfTypes(Decision.class);
    assertThat(story.session.states()).doesNotHaveAnyElementsOfTypes(Approval.class);
    assertThat(result.states()).hasOnlyElementsOfType(Withdrawal.class);
  }

  @Test
  void theDecisionsOfAnOpenIncidentAreNotForgotten() {
    Story story = Story.of(Mode.ASK, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(7_200_000);
    assertThat(story.session.states()).hasAtLeastOneElementOfType(Decision.class);
  }

  @Test
  void theDecisionsOfAnIncidentThatAnotherTookThePlaceOfAreForgottenAnHourAfterTheyWereMade() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(
        6000,
        process(ProcessState.Status.RUNNING, 6000),
        outcome(story.incidents().get(0), Outcome.Result.HEALED, 6000));
    story.at(20_000, process(ProcessState.Status.CRASHED, 20_000));
    assertThat(story.session.states().stream().filter(Decision.class::isInstance)).hasSize(2);
    story.at(3_601_000);
    assertThat(story.session.states().stream().filter(Decision.class::isInstance)).hasSize(1);
  }

  @Test
  void aRefusalLiftsByItself() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(50, new Brake("acme", "night shift", START + 60_000, "ann"));
    BatchResult refused = story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(refused.appeared()).anyMatch(Refusal.class::isInstance);
    assertThat(story.decisions()).isEmpty();
    story.at(9000, new Brake("acme", "released", 0, "ann"));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.ACT);
  }

  @Test
  void fivePiecesOfEvidenceInFiveBatchesDecideOnce() {
    Story story = Story.of(Mode.ACT, PROVEN, "configuration-wrong");
    story.at(
        10_000,
        new ConfigState(WEB, "/etc/web", ConfigState.Status.CHANGED, START + 10_000, "config"));
    story.at(10_100, endpoint(EndpointState.Status.TIMEOUT, 10_100));
    story.at(10_200, endpoint(EndpointState.Status.WRONG, 10_200));
    story.at(10_300, endpoint(EndpointState.Status.ERROR, 10_300));
    story.at(11_000);
    story.at(12_000);
    story.at(13_000);
    assertThat(story.incidents()).extracting(Incident::status).containsExactly(OPEN, RECOVERING);
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.ACT);
  }

  @ParameterizedTest(name = "order of insertion {0}")
  @ValueSource(longs = {1, 2, 3})
  void aBudgetOfThreeLetsTheSameThreeOfTwentyThrough(long order) {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    List<String> components = new ArrayList<>();
    List<Fact> known = new ArrayList<>();
    known.add(new Budget("acme/fra1", "", 3));
    for (int i = 0; i < 20; i++) {
      String component = "acme/fra1/web-1/service:web" + i;
      components.add(component);
      known.add(Story.info(component));
      known.add(Story.offer(component, "process-crashed", "mend-process-crashed", Mode.ACT));
    }
    // So many more are well that it is no storm.
    for (int i = 20; i < 70; i++) {
      known.add(Story.info("acme/fra1/web-1/service:web" + i));
    }
    story.at(50, known.toArray(Fact[]::new));
    Collections.shuffle(components, new java.util.Random(order));
    story.at(
        100,
        components.stream()
            .map(c -> new ProcessState(c, ProcessState.Status.CRASHED, START + 100, "process"))
            .toArray(Fact[]::new));
    List<Decision> acting = new ArrayList<>(story.decisions());
    acting.removeIf(decision -> decision.verdict() != Verdict.ACT);
    List<String> firstByRank =
        story.session.states().stream()
            .filter(Incident.class::isInstance)
            .map(state -> ((Incident) state).id())
            .sorted()
            .limit(3)
            .toList();
    assertThat(acting)
        .extracting(Decision::incident)
        .containsExactlyInAnyOrderElementsOf(firstByRank);
    assertThat(story.decisions())
        .filteredOn(decision -> decision.verdict() == Verdict.RECORD)
        .hasSize(17)
        .allMatch(decision -> decision.reason().contains("budget of 3 plans an hour"));
  }

  @Test
  void anExhaustedSiteKeepsNoOtherSiteFromItsOwnBudget() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    List<Fact> known = new ArrayList<>();
    List<Fact> crashes = new ArrayList<>();
    for (String site : List.of("acme/fra1", "acme/ams1")) {
      known.add(new Budget(site, "", 3));
      for (int i = 0; i < (site.endsWith("fra1") ? 20 : 3); i++) {
        String component = site + "/web-1/service:web" + i;
        known.add(Story.info(component, site));
        known.add(Story.offer(component, "process-crashed", "mend-process-crashed", Mode.ACT));
        crashes.add(
            new ProcessState(component, ProcessState.Status.CRASHED, START + 100, "process"));
      }
      // So many more are well that it is no storm.
      for (int i = 20; i < 70; i++) {
        known.add(Story.info(site + "/web-1/service:web" + i, site));
      }
    }
    story.at(50, known.toArray(Fact[]::new));
    story.at(100, crashes.toArray(Fact[]::new));
    assertThat(story.decisions())
        .filteredOn(decision -> decision.verdict() == Verdict.ACT)
        .extracting(decision -> decision.component().substring(0, "acme/fra1".length()))
        .containsExactlyInAnyOrder(
            "acme/fra1", "acme/fra1", "acme/fra1", "acme/ams1", "acme/ams1", "acme/ams1");
  }

  @Test
  void theOrderOfRulesInAFileChangesNoDecision() throws Exception {
    Map<String, String> reversed = new TreeMap<>(Packs.shipped().sources());
    reversed.replaceAll((name, text) -> name.endsWith(".drl") ? reversed(text) : text);
    assertThat(reversed).isNotEqualTo(Packs.shipped().sources());
    assertThat(told(new RuleSession(PackCompiler.compile(reversed))))
        .isEqualTo(told(new RuleSession(Packs.shipped())))
        .hasSize(2);
  }

  private static String reversed(String drl) {
    List<String> parts = new ArrayList<>(List.of(drl.split("(?m)^(?=rule )")));
    Collections.reverse(parts.subList(1, parts.size()));
    return String.join("\n", parts);
  }

  /** The decisions about a site on which two components fall ill at once, each for several reasons. */
  private static List<String> told(RuleSession session) {
    List<Fact> facts = new ArrayList<>(Packs.shipped().issues());
    facts.add(new Budget("acme/fra1", "", 60));
    for (String component : List.of(WEB, WEB + "2")) {
      facts.add(Story.info(component));
      for (String issue : List.of("process-crashed", "configuration-broken", "stale-pid-file")) {
        facts.add(Story.offer(component, issue, "mend-" + issue, Mode.ACT));
      }
      facts.add(new ProcessState(component, ProcessState.Status.CRASHED, START, "process"));
    }
    facts.add(new ConfigState(WEB, "/etc/web", ConfigState.Status.INVALID, START, "config"));
    return session.run(facts.size(), START, facts).states().stream()
        .filter(Decision.class::isInstance)
        .map(state -> state.component() + " " + state)
        .sorted()
        .toList();
  }

  @Test
  void aBudgetIsFreeAgainAfterAnHour() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed", "error-responses");
    story.at(50, new Budget("acme/fra1", "", 1));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(500, process(ProcessState.Status.RUNNING, 500));
    story.at(6000, outcome(story.incidents().get(0), Outcome.Result.HEALED, 6000));
    story.at(20_000, process(ProcessState.Status.CRASHED, 20_000));
    story.at(30 * 60_000L);
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ACT, Verdict.RECORD);
    story.at(61 * 60_000L);
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ACT, Verdict.RECORD, Verdict.ACT);
  }

  @Test
  void aComponentWithASilentMonitorIsNotActedOn() {
    Story story = Story.of(Mode.ACT, PROVEN, "process-crashed");
    story.at(50, new SourceState(WEB, "process", SourceState.Status.SILENT, START + 50));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).isEmpty();
    story.at(9000, new SourceState(WEB, "process", SourceState.Status.ALIVE, START + 9000));
    assertThat(story.decisions()).hasSize(1);
  }

  @Test
  void anEventOlderThanItsExpiryIsCountedAndNotInserted() {
    Story story = Story.of(Mode.ACT, PROVEN, "memory-leak");
    BatchResult result =
        story.at(1000, new Sample(WEB, "process.rss", 1e9, START - 11 * 60_000, "process"));
    assertThat(result.late()).isEqualTo(1);
  }

  @Test
  void memoryThatDoublesLeaksAndMemoryThatFallsDoesNot() {
    Story story = Story.of(Mode.ACT, PROVEN, "memory-leak");
    story.at(11_000, new Sample(WEB, "process.rss", 400e6, START + 11_000, "process"));
    story.at(12_000, new Sample(WEB, "process.rss", 80e6, START + 12_000, "process"));
    assertThat(story.decisions()).isEmpty();
    story.at(13_000, new Sample(WEB, "process.rss", 190e6, START + 13_000, "process"));
    assertThat(story.decisions()).hasSize(1);
  }

  @Test
  void theSameBatchesFireTheSameRulesInTheSameOrder() {
    assertThat(fuzzed(7)).isEqualTo(fuzzed(7));
    assertThat(fuzzed(7)).isNotEqualTo(fuzzed(8));
  }

  private static List<String> fuzzed(long seed) {
    java.util.Random random = new java.util.Random(seed);
    Story story =
        Story.of(
            Mode.ACT,
            PROVEN,
            "process-crashed",
            "error-responses",
            "slow-responses",
            "process-paused");
    ProcessState.Status[] processes = ProcessState.Status.values();
    EndpointState.Status[] endpoints = EndpointState.Status.values();
    List<String> hashes = new ArrayList<>();
    for (long at = 100; at < 120_000; at += 1 + random.nextInt(700)) {
      Fact fact =
          random.nextBoolean()
              ? process(processes[random.nextInt(processes.length)], at)
              : endpoint(endpoints[random.nextInt(endpoints.length)], at);
      hashes.add(Firings.hash(story.at(at, fact)));
    }
    return hashes;
  }

  /** The form that everything "for a while" uses, against an oracle in Java. */
  @Test
  void theLevelTriggeredFormAgreesWithAnOracleOverFuzzedBatches() {
    java.util.Random random = new java.util.Random(42);
    Story story = Story.of(Mode.OBSERVE, PROVEN, "slow-responses");
    EndpointState.Status[] statuses = {EndpointState.Status.UP, EndpointState.Status.SLOW};
    EndpointState.Status status = EndpointState.Status.UP;
    long since = 0;
    for (long at = 100; at < 600_000; at += 1 + random.nextInt(1500)) {
      EndpointState.Status next = statuses[random.nextInt(2)];
      if (next != status) {
        status = next;
        since = at;
      }
      story.at(at, endpoint(status, since));
      long now = (START + at) - (START + at) % 1000;
      boolean expected = status == EndpointState.Status.SLOW && now >= START + since + 1000;
      boolean diagnosed =
          story.session.facts(Diagnosis.class).stream()
              .anyMatch(diagnosis -> diagnosis.knownIssue().equals("slow-responses"));
      assertThat(diagnosed).as("at %d ms, since %d", at, since).isEqualTo(expected);
    }
  }

  private static Outcome outcome(Incident incident, Outcome.Result result, long millis) {
    return new Outcome(
        WEB,
        incident.id(),
        incident.attempt(),
        "mend-" + incident.knownIssue(),
        result,
        START + millis);
  }
}
