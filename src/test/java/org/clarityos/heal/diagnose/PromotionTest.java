package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.process;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Decision.Verdict;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Promotion;
import org.clarityos.heal.fact.PromotionStep;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.learn.PromotionRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far rules let the program go by maturity and promotion, and how a promotion goes on. */
class PromotionTest {
  private static final String PROVEN = "0.961000";
  private static final BigDecimal FAIR = new BigDecimal("0.800000");
  private static final String PACK = Story.issue("process-crashed").pack();
  private static final String HOST = "acme/fra1/web-1";
  private static final long HOUR = 3_600_000;

  private static KnownIssue crashed(String maturity) {
    KnownIssue issue = Story.issue("process-crashed");
    return new KnownIssue(issue.id(), issue.title(), issue.severity(), maturity, issue.pack());
  }

  private static Promotion first(String first) {
    return PromotionRecord.begin(PACK, first, 25, FAIR, START);
  }

  private static Story proven() {
    return Story.of(Mode.ACT, PROVEN, "process-crashed");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"sandbox,RECORD", "incubating,ASK", "stable,ACT"})
  void maturityBoundsWhatIsDoneHoweverSureAPlanIs(String maturity, Verdict verdict) {
    Story story = proven();
    story.at(50, crashed(maturity));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(verdict);
  }

  @Test
  void whatIsProposedIsDoneOnceAPersonApproves() {
    Story story = proven();
    story.at(50, crashed("incubating"));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    String incident = story.incidents().get(0).id();
    story.at(
        900,
        new Approval(
            WEB,
            incident,
            1,
            Approval.Answer.APPROVE,
            "mend-process-crashed",
            "0",
            "ann",
            Role.OPERATOR,
            "",
            START + 900));
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ASK, Verdict.ACT);
  }

  @ParameterizedTest(name = "first {0}: {1}")
  @CsvSource({
    "acme/fra1/web-1,ACT",
    "acme/fra1/web-1/service:web,ACT",
    "acme/fra1/web-2,ASK",
    "acme/fra1/web,ASK"
  })
  void aPackInItsFirstStageActsOnTheFirstOnly(String first, Verdict verdict) {
    Story story = proven();
    story.at(50, first(first));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    assertThat(story.decisions()).extracting(Decision::verdict).containsExactly(verdict);
  }

  @Test
  void aWaitingProposalIsCarriedOutWhenThePromotionComesToIt() {
    Story story = proven();
    story.at(50, first("acme/fra1/web-2"));
    story.at(100, process(ProcessState.Status.CRASHED, 100));
    story.at(200, PromotionRecord.in(Promotion.Stage.ALL, first(""), START + 200));
    assertThat(story.decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ASK, Verdict.ACT);
  }

  private static List<PromotionStep.To> steps(Promotion promotion, long millis) {
    Story story = proven();
    story.at(50, promotion);
    return story.at(millis).appeared().stream()
        .filter(PromotionStep.class::isInstance)
        .map(fact -> ((PromotionStep) fact).to())
        .toList();
  }

  private static Promotion after(Promotion promotion, Outcome.Result... results) {
    Promotion counted = promotion;
    for (Outcome.Result result : results) {
      counted = PromotionRecord.after(result, counted);
    }
    return counted;
  }

  @Test
  void anHourWithAVerifiedOutcomeAndNoFailureBringsTheNextStage() {
    Promotion healed = after(first(HOST), Outcome.Result.HEALED);
    assertThat(steps(healed, HOUR - 1)).isEmpty();
    assertThat(steps(healed, HOUR)).containsExactly(PromotionStep.To.SHARE);
    Promotion share = after(share(healed), Outcome.Result.HEALED);
    assertThat(steps(share, HOUR)).containsExactly(PromotionStep.To.ALL);
  }

  private static Promotion share(Promotion of) {
    return PromotionRecord.in(Promotion.Stage.SHARE, of, START);
  }

  @Test
  void itHaltsWithoutAVerifiedOutcomeAndAfterAFailureThatIsNotYetTooMany() {
    assertThat(steps(first(HOST), 5 * HOUR)).isEmpty();
    Outcome.Result[] nine = new Outcome.Result[9];
    java.util.Arrays.fill(nine, Outcome.Result.HEALED);
    Promotion one = after(after(first(HOST), nine), Outcome.Result.NOT_HEALED);
    assertThat(steps(one, 5 * HOUR)).isEmpty();
  }

  @Test
  void aSuccessRateThatIsAtBestBelowTheOneItWasPromotedOnBringsThePacksBeforeBack() {
    Promotion promotion =
        after(first(""), Outcome.Result.HEALED, Outcome.Result.NOT_HEALED, Outcome.Result.WORSE);
    Story story = proven();
    assertThat(story.at(50, promotion).appeared())
        .filteredOn(PromotionStep.class::isInstance)
        .extracting(fact -> ((PromotionStep) fact).to())
        .containsExactly(PromotionStep.To.BACK);
  }

  @Test
  void whatSaysNothingAboutAPlaybookCountsForNothing() {
    assertThat(after(first(""), Outcome.Result.NOTHING_TO_DO, Outcome.Result.STOPPED))
        .isEqualTo(first(""));
  }

  @Test
  void aShareHoldsAboutThatManyHostsAndTheFirst() {
    Promotion share = share(first("acme/fra1/host-7"));
    long reached =
        IntStream.range(0, 1000)
            .filter(host -> share.reaches("acme/fra1/host-" + host + "/service:web"))
            .count();
    assertThat(reached).isBetween(200L, 300L);
    assertThat(share.reaches("acme/fra1/host-7/service:web")).isTrue();
  }
}
