package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Approver;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Decision.Verdict;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Question;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.TrackRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an ASK, told on the virtual clock. */
class ApprovalTest {
  private static final String PLAN = "mend-process-crashed";
  private static final long ASKED = 1000;
  private static final long EXPIRES = ASKED + 30 * 60_000;

  private final Story story = Story.of(Mode.ASK, "0.961000", "process-crashed");

  private void ask() {
    story.at(ASKED, Story.process(ProcessState.Status.CRASHED, ASKED));
    assertThat(verdicts()).containsExactly(Verdict.ASK);
  }

  private String incident() {
    return story.incidents().get(0).id();
  }

  private Incident.Status status() {
    return story.session.states().stream()
        .filter(Incident.class::isInstance)
        .map(Incident.class::cast)
        .findFirst()
        .orElseThrow()
        .status();
  }

  private List<Verdict> verdicts() {
    return story.decisions().stream().map(Decision::verdict).toList();
  }

  private void answer(long at, Approval.Answer answer, String playbook, Role role) {
    story.at(
        at,
        new Approval(
            WEB, incident(), 1, answer, playbook, "0", "ann", role, "we move it", START + at));
  }

  @Test
  void anAskWaitsForAnAnswerForThirtyMinutes() {
    ask();

    assertThat(story.session.facts(Question.class))
        .containsExactly(new Question(WEB, incident(), 1, START + EXPIRES));
  }

  @ParameterizedTest(name = "{0} answers what needs {1}: {2}")
  @CsvSource({
    "OPERATOR,,ACT",
    "VIEWER,,ASK",
    "AUTHOR,OPERATOR,ASK",
    "OPERATOR,OPERATOR,ACT",
    "OPERATOR,APPROVER,ASK",
    "APPROVER,APPROVER,ACT",
    "ADMIN,APPROVER,ACT"
  })
  void anAnswerCountsWithTheRole(Role has, Role needs, Verdict last) {
    if (needs != null) {
      story.at(50, new Approver(WEB, needs));
    }
    ask();

    answer(5000, Approval.Answer.APPROVE, PLAN, has);

    assertThat(verdicts()).last().isEqualTo(last);
  }

  @ParameterizedTest(name = "at {0} ms: {1}, {2}")
  @CsvSource({"1800999,ACT,RECOVERING", "1801000,ASK,ESCALATED", "1801001,ASK,ESCALATED"})
  void anAnswerCountsInTime(long at, Verdict last, Incident.Status status) {
    ask();

    answer(at, Approval.Answer.APPROVE, PLAN, Role.OPERATOR);

    assertThat(verdicts()).last().isEqualTo(last);
    assertThat(status()).isEqualTo(status);
  }

  @Test
  void whatNobodyAnsweredIsHandedOnWithTheReasonAndNotAskedAgain() {
    ask();
    story.at(EXPIRES - 1);
    assertThat(status()).isEqualTo(Incident.Status.OPEN);

    BatchResult result = story.at(EXPIRES);
    story.at(EXPIRES + 60_000);

    assertThat(status()).isEqualTo(Incident.Status.ESCALATED);
    assertThat(result.reasons())
        .containsEntry(incident(), "nobody answered the ASK within 30 minutes");
    assertThat(story.session.facts(Question.class)).isEmpty();
    assertThat(verdicts()).containsExactly(Verdict.ASK);
  }

  @Test
  void aRejectionHandsTheIncidentOnWithItsComment() {
    ask();

    answer(5000, Approval.Answer.REJECT, "", Role.OPERATOR);
    Map<String, String> reasons = story.results.get(story.results.size() - 1).reasons();
    story.at(6000);

    assertThat(status()).isEqualTo(Incident.Status.ESCALATED);
    assertThat(verdicts()).containsExactly(Verdict.ASK);
    assertThat(reasons).containsEntry(incident(), "rejected by ann: we move it");
  }

  @Test
  void aRejectionOfAPersonWithoutTheRoleChangesNothing() {
    ask();

    answer(5000, Approval.Answer.REJECT, "", Role.VIEWER);

    assertThat(status()).isEqualTo(Incident.Status.OPEN);
    assertThat(story.session.facts(Question.class)).hasSize(1);
  }

  @Test
  void aPlanIsOnlyDoneWhenItIsTheOneThatWasShown() {
    ask();

    answer(5000, Approval.Answer.APPROVE, "another", Role.OPERATOR);
    assertThat(verdicts()).containsExactly(Verdict.ASK);
  }

  @Test
  void theSafeStepsOfAPlanAreApproved() {
    Story safe = Story.of(Mode.ASK, "0.961000");
    safe.at(
        10,
        new Offer(
            WEB, "process-crashed", PLAN, "1", "service", Safety.RESTART, true, true, 10, Mode.ASK),
        new TrackRecord(PLAN, "service", 30, 0, new BigDecimal("0.961000")));
    safe.at(ASKED, Story.process(ProcessState.Status.CRASHED, ASKED));
    String incident = safe.incidents().get(0).id();

    safe.at(
        5000,
        new Approval(
            WEB,
            incident,
            1,
            Approval.Answer.APPROVE_SAFE_SUBSET,
            PLAN,
            "0",
            "ann",
            Role.OPERATOR,
            "",
            START + 5000));

    assertThat(safe.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ASK, Verdict.ACT_SAFE_SUBSET);
  }
}
