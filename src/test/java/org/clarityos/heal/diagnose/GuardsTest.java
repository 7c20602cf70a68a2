package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.BackupState;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ChangeControl;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Decision.Verdict;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.GroupMember;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Refusal;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.SpaceState;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.fact.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guards of docs/reference/guards.md about history and failure domains, told as stories on the virtual clock. */
class GuardsTest {
  private static final String SITE = "acme/fra1";

  private final Story story = new Story();

  private static String web(int number) {
    return SITE + "/web-1/service:web" + number;
  }

  /** Components that run and answer, each with a proven playbook for a crash and one for errors. */
  private void site(int components, Fact... more) {
    List<Fact> known = new ArrayList<>(List.of(more));
    known.add(new Budget(SITE, "", 1000));
    known.addAll(Packs.shipped().issues());
    for (String issue : List.of("process-crashed", "error-responses")) {
      known.add(new TrackRecord("mend-" + issue, "service", 30, 0, new BigDecimal("0.961000")));
      for (int i = 0; i < components; i++) {
        known.add(Story.offer(web(i), issue, "mend-" + issue, Mode.ACT));
      }
    }
    for (int i = 0; i < components; i++) {
      known.add(Story.info(web(i)));
      known.add(process(i, ProcessState.Status.RUNNING, 0));
      known.add(endpoint(i, EndpointState.Status.UP, 0));
    }
    story.at(0, known.toArray(Fact[]::new));
  }

  private static ProcessState process(int number, ProcessState.Status status, long at) {
    return new ProcessState(web(number), status, START + at, "process");
  }

  private static EndpointState endpoint(int number, EndpointState.Status status, long at) {
    return new EndpointState(web(number), "user", status, START + at, "endpoint");
  }

  private static Outcome outcome(int number, int other, Outcome.Result result, long at) {
    return new Outcome(web(number), "earlier-" + other, 1, "mend-x", result, START + at);
  }

  private void crash(long at, int... numbers) {
    List<Fact> crashes = new ArrayList<>();
    for (int number : numbers) {
      crashes.add(process(number, ProcessState.Status.CRASHED, at));
    }
    story.at(at, crashes.toArray(Fact[]::new));
  }

  private List<String> acting() {
    return story.decisions().stream()
        .filter(decision -> decision.verdict() == Verdict.ACT)
        .map(Decision::component)
        .toList();
  }

  private List<String> refusals() {
    return story.session.facts(Refusal.class).stream()
        .map(refusal -> refusal.guard() + ": " + refusal.reason())
        .distinct()
        .toList();
  }

  @ParameterizedTest(name = "after {0} failures: refused at {1} ms, acted at {2} ms")
  @CsvSource({"1, 5999, 6001", "2, 20999, 21001", "3, 20999, 21001"})
  void aComponentIsLeftAloneAfterPlansThatDidNotHelp(int failures, long refused, long acted) {
    site(1);
    for (int i = 1; i <= failures; i++) {
      story.at(1000 - failures + i, outcome(0, i, Outcome.Result.NOT_HEALED, 1000 - failures + i));
    }
    crash(1100, 0);
    story.at(refused);
    assertThat(acting()).isEmpty();
    assertThat(refusals()).anyMatch(refusal -> refusal.startsWith("cooldown: "));
    story.at(acted);
    assertThat(acting()).containsExactly(web(0));
  }

  @ParameterizedTest(name = "attempt {0}, endpoint {1}: gone {2}")
  @CsvSource({"1, TIMEOUT, true", "2, TIMEOUT, false", "2, UP, true", "2, SLOW, true"})
  void anIncidentWhosePlanDidNotHelpIsNotGoneWhileUsersAreNotServed(
      int attempt, EndpointState.Status answer, boolean gone) {
    site(1);
    // Nothing diagnoses the time-out within these 3 s: the process has just started.
    story.at(
        100,
        process(0, ProcessState.Status.RUNNING, 100),
        endpoint(0, answer, 100),
        new Incident(web(0), "n", "error-responses", Incident.Status.OPEN, attempt, START + 100));
    story.at(3000);
    assertThat(story.incidents().stream().anyMatch(i -> i.status() == Incident.Status.GONE))
        .isEqualTo(gone);
  }

  @Test
  void planThatHealedCoolsNothingDown() {
    site(1);
    story.at(1000, outcome(0, 1, Outcome.Result.HEALED, 1000));
    crash(1100, 0);
    assertThat(acting()).containsExactly(web(0));
  }

  @Test
  void failuresOfAnotherComponentCoolNothingDown() {
    site(2);
    story.at(1000, outcome(1, 1, Outcome.Result.NOT_HEALED, 1000));
    crash(1100, 0);
    assertThat(acting()).containsExactly(web(0));
  }

  @Test
  void afterFourFailuresAPersonIsAskedUntilAnHourHasPassed() {
    site(1);
    for (int i = 1; i <= 4; i++) {
      story.at(i * 100L, outcome(0, i, Outcome.Result.NOT_HEALED, i * 100L));
    }
    crash(30_000, 0);
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(Verdict.ASK);
    assertThat(story.decisions().get(0).reason()).startsWith("four plans on the component");
    story.at(3_700_000);
    assertThat(acting()).containsExactly(web(0));
  }

  @ParameterizedTest(name = "{0}, {1} plans before: {2}")
  @CsvSource({
    "acme/fra1/web-1/service:web0, '', 2, ASK",
    "acme/fra1/web-1/service:web0, '', 1, ACT",
    "acme/fra1/web-1/service:web1, '', 2, ACT",
    "acme/fra1/web-1, '', 2, ASK",
    "acme, '', 2, ASK",
    "acme/fra, '', 2, ACT",
    "acme/fra1, process-crashed, 2, ASK",
    "acme/fra1, error-responses, 2, ACT",
  })
  void whereABudgetOfTwoPlansAnHourIsUsedUpAPersonIsAsked(
      String scope, String issue, int before, Verdict verdict) {
    site(1, new Budget(scope, issue, 2));
    grants(before);
    crash(1000, 0);
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(verdict);
    if (verdict == Verdict.ASK) {
      assertThat(story.decisions().get(0).reason()).contains("budget of 2 plans an hour");
    }
  }

  @ParameterizedTest(name = "{0} plans before, a budget of its own: {1}: {2}")
  @CsvSource({"29, false, ACT", "30, false, ASK", "30, true, ACT"})
  void thirtyPlansOnOneComponentWithinAnHourAreALoop(int before, boolean own, Verdict verdict) {
    site(1, own ? new Fact[] {new Budget(web(0), "", 500)} : new Fact[0]);
    grants(before);
    crash(1000, 0);
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(verdict);
  }

  @Test
  void aBudgetThatIsUsedUpIsThereAgainAfterAnHour() {
    site(1, new Budget(web(0), "", 2));
    grants(2);
    story.at(3_590_000);
    crash(3_600_000 + 1000, 0);
    assertThat(acting()).containsExactly(web(0));
  }

  /** Plans for a crash of the first component that were released just after the start. */
  private void grants(int many) {
    for (int i = 1; i <= many; i++) {
      story.at(i, new Grant(web(0), SITE, "process-crashed", "earlier-" + i, 1, START + i));
    }
  }

  @ParameterizedTest(name = "{0} of {1}, issue {2}: {3} while it is open, {4} when it has ended")
  @CsvSource({
    "MAINTENANCE, acme/fra1, '', , ACT",
    "MAINTENANCE, '', '', , ACT",
    "MAINTENANCE, acme/fra1/web-1/service:web0, '', , ACT",
    "MAINTENANCE, acme/fra1/web-1/service:web1, '', ACT, ACT",
    "SILENCE, acme, process-crashed, , ACT",
    "SILENCE, acme, error-responses, ACT, ACT",
    "FREEZE, acme/fra1, '', ASK, ASK ACT",
    "CHANGE, acme/fra1, '', ACT, ACT",
  })
  void whileAWindowIsOpenLessIsDoneAndWhenItEndsItIsLookedAtAnew(
      Window.Kind kind, String scope, String issue, String open, String ended) {
    site(1);
    story.at(100, window(kind, scope, issue, 1000, 60_000));
    crash(2000, 0);
    assertThat(verdicts()).isEqualTo(open == null ? "" : open);
    story.at(59_000);
    assertThat(verdicts()).isEqualTo(open == null ? "" : open);
    story.at(61_000);
    assertThat(verdicts()).isEqualTo(ended);
  }

  @Test
  void beforeAWindowBeginsNothingIsHeldBack() {
    site(1);
    story.at(100, window(Window.Kind.MAINTENANCE, SITE, "", 1000, 60_000));
    crash(500, 0);
    assertThat(verdicts()).isEqualTo("ACT");
  }

  @Test
  void aWindowThatIsClosedEarlyHoldsNothingBackAnyMore() {
    site(1);
    story.at(100, window(Window.Kind.MAINTENANCE, SITE, "", 50, 60_000));
    crash(2000, 0);
    story.at(3000, window(Window.Kind.MAINTENANCE, SITE, "", 50, 3000));
    story.at(4000);
    assertThat(verdicts()).isEqualTo("ACT");
  }

  @ParameterizedTest(name = "a ticket of {0}: {1}")
  @CsvSource({"acme/fra1/web-1/service:web0, ACT", "acme, ACT", "acme/fra2, ASK", "none, ASK"})
  void underChangeControlAPersonIsAskedUnlessATicketIsOpen(String scope, Verdict verdict) {
    site(1, new ChangeControl(web(0)));
    story.at(100, window(Window.Kind.CHANGE, scope, "", 50, 60_000));
    crash(2000, 0);
    assertThat(verdicts()).isEqualTo(verdict.name());
  }

  private static Window window(
      Window.Kind kind, String scope, String issue, long from, long until) {
    return new Window(scope, "w", kind, issue, START + from, START + until, "CHG-1", "ann");
  }

  private String verdicts() {
    return String.join(
        " ", story.decisions().stream().map(decision -> decision.verdict().name()).toList());
  }

  @ParameterizedTest(name = "a backup fresh until {0}, a restore tried until {1}: {2}")
  @CsvSource({"60000, 60000, ASK", "500, 60000, ''", "60000, 500, ''", "0, 0, ''", ", , ''"})
  void aPlanThatCannotBeUndoneWantsAFreshBackupWhoseRestoreWasTried(
      Long fresh, Long tested, String verdict) {
    site(1);
    Offer gentle = Story.offer(web(0), "process-crashed", "mend-process-crashed", Mode.ACT);
    story.at(
        100,
        new Offer(
            gentle.component(),
            gentle.knownIssue(),
            gentle.playbook(),
            gentle.version(),
            gentle.kind(),
            Safety.DESTRUCTIVE,
            false,
            false,
            gentle.order(),
            Mode.ACT));
    if (fresh != null) {
      story.at(200, new BackupState(web(0), START + fresh, START + tested, "backup"));
    }
    crash(1000, 0);
    assertThat(verdicts()).isEqualTo(verdict);
    if (verdict.isEmpty()) {
      assertThat(refusals())
          .anyMatch(refusal -> refusal.startsWith("backup: mend-process-crashed"));
    }
  }

  @ParameterizedTest(name = "a {0} plan, enough space: {1}: {2}")
  @CsvSource({
    "DESTRUCTIVE, false, '', ASK",
    "DESTRUCTIVE, true, ASK, ASK",
    "DESTRUCTIVE, , ASK, ASK",
    "RESTART, false, ASK, ASK",
  })
  void aPlanThatCannotBeUndoneWantsSpaceForCopies(
      Safety safety, Boolean enough, String verdict, String later) {
    site(1);
    Offer gentle = Story.offer(web(0), "process-crashed", "mend-process-crashed", Mode.ASK);
    story.at(
        100,
        new BackupState(web(0), START + 60_000, START + 60_000, "backup"),
        new Offer(
            gentle.component(),
            gentle.knownIssue(),
            gentle.playbook(),
            gentle.version(),
            gentle.kind(),
            safety,
            false,
            false,
            gentle.order(),
            Mode.ASK));
    if (enough != null) {
      story.at(200, new SpaceState(web(0), enough, START + 200, "space"));
    }
    crash(1000, 0);
    assertThat(verdicts()).isEqualTo(verdict);
    assertThat(refusals().stream().filter(refusal -> refusal.startsWith("space: ")))
        .hasSize(verdict.isEmpty() ? 1 : 0);
    story.at(2000, new SpaceState(web(0), true, START + 2000, "space"));
    assertThat(verdicts()).isEqualTo(later);
  }

  private static OtherHands hands(int number, String kind, String by, long at) {
    return new OtherHands(web(number), kind, by, START + at, "hands");
  }

  @ParameterizedTest(name = "a {0}")
  @CsvSource({"person, a person is at work", "service-manager, its service manager is starting"})
  void whoElseWorksOnTheComponentIsYieldedToUntilTheyAreGone(String kind, String reason) {
    site(1);
    story.at(100, hands(0, kind, "ann at pts/1", 100));
    crash(200, 0);
    assertThat(verdicts()).isEmpty();
    assertThat(story.incidents()).isNotEmpty();
    assertThat(refusals()).singleElement().asString().startsWith("hands: " + reason);
    story.at(60_000, hands(0, kind, "", 60_000));
    assertThat(verdicts()).isEqualTo("ACT");
  }

  @ParameterizedTest(name = "a {0}: refused at {1} ms, acted: {2}")
  @CsvSource({
    "service-manager, 119999, false",
    "service-manager, 121000, true",
    "person, 3600000, false",
  })
  void aServiceManagerHasTwoMinutesAndAPersonAllTheTime(String kind, long at, boolean acted) {
    site(1);
    story.at(100, hands(0, kind, "somebody", 100));
    crash(200, 0);
    story.at(at);
    assertThat(acting()).hasSize(acted ? 1 : 0);
  }

  @ParameterizedTest(name = "a {0} on another component")
  @ValueSource(strings = {"person", "service-manager"})
  void whoWorksOnAnotherComponentIsNotInTheWay(String kind) {
    site(2);
    story.at(100, hands(1, kind, "somebody", 100));
    crash(200, 0);
    assertThat(acting()).containsExactly(web(0));
  }

  @Test
  void nothingIsDoneWhileThePlatformLags() {
    site(1);
    story.at(100, new Lag("", true, 6000));
    crash(200, 0);
    assertThat(acting()).isEmpty();
    assertThat(refusals()).anyMatch(refusal -> refusal.startsWith("lag: "));
    story.at(300, new Lag("", false, 10));
    assertThat(acting()).containsExactly(web(0));
  }

  @Test
  void ofAPairThatCrashesInOneBatchOneIsHealedAtATime() {
    site(2, new GroupMember(web(0), "pair", 1), new GroupMember(web(1), "pair", 1));
    crash(100, 0, 1);
    assertThat(acting()).hasSize(1);
    story.at(200);
    assertThat(acting()).hasSize(1);
    assertThat(refusals()).contains("group: another member of the group pair is being healed");
    Incident first =
        story.incidents().stream()
            .filter(i -> i.status() == Incident.Status.RECOVERING)
            .findFirst()
            .orElseThrow();
    int number = first.component().equals(web(0)) ? 0 : 1;
    story.at(
        5000,
        process(number, ProcessState.Status.RUNNING, 4000),
        new Outcome(first.component(), first.id(), 1, "p", Outcome.Result.HEALED, START + 5000));
    story.at(5100);
    assertThat(acting()).containsExactlyInAnyOrder(web(0), web(1));
  }

  @Test
  void twoThatCrashWithoutAGroupAreHealedAtOnce() {
    site(2);
    crash(100, 0, 1);
    assertThat(acting()).hasSize(2);
  }

  @Test
  void aMemberThatStillServesIsNotTouchedWhenTooFewOthersAreWell() {
    site(2, new GroupMember(web(0), "pair", 1), new GroupMember(web(1), "pair", 1));
    slowAndDown(1);
    assertThat(acting()).doesNotContain(web(0));
    assertThat(refusals())
        .contains("group: it still serves, and fewer than 1 others of the group pair are well");
  }

  @Test
  void aMemberThatStillServesIsHealedWhenEnoughOthersAreWell() {
    site(
        3,
        new GroupMember(web(0), "trio", 1),
        new GroupMember(web(1), "trio", 1),
        new GroupMember(web(2), "trio", 1));
    slowAndDown(1);
    assertThat(refusals()).noneMatch(refusal -> refusal.contains("fewer than"));
  }

  /** The first one still answers while it is held to be ill; another one is ill and nobody may act on it. */
  private void slowAndDown(int other) {
    story.at(
        100,
        new Incident(web(0), "slow", "slow-responses", Incident.Status.OPEN, 1, START + 100),
        new Incident(web(other), "down", "x", Incident.Status.ESCALATED, 1, START + 100));
    story.at(200, endpoint(0, EndpointState.Status.SLOW, 200));
  }

  @ParameterizedTest(name = "{0} of {1} ill: {2} healed at once, {3} after two minutes")
  @CsvSource({"8, 24, 0, 8", "8, 25, 8, 8", "7, 10, 7, 7"})
  void aStormWaitsForItsCommonCause(int ill, int all, int atOnce, int later) {
    site(all);
    crash(100, java.util.stream.IntStream.range(0, ill).toArray());
    assertThat(acting()).hasSize(atOnce);
    story.at(119_000);
    assertThat(acting()).hasSize(atOnce);
    story.at(121_000);
    assertThat(acting()).hasSize(later);
  }

  @Test
  void inAStormWhatOthersNeedIsHealed() {
    site(9, new DependsOn(web(1), web(0)));
    crash(100, 0, 2, 3, 4, 5, 6, 7, 8);
    assertThat(acting()).containsExactly(web(0));
    assertThat(refusals())
        .contains(
            "storm: 8 of 9 components of the site are ill at once: their common cause comes first");
  }
}
