package org.clarityos.heal.learn;

import java.math.BigDecimal;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Promotion;

/** How a promotion fares: its counts are those of verified outcomes in its stage. */
public final class PromotionRecord {
  private PromotionRecord() {}

  /**
   * A promotion that begins.
   *
   * @param pack the pack, {@code name@version}
   * @param first the host or component that comes first; empty for all at once
   * @param percent how many hosts of a hundred come next
   * @param on the lower bound of the success rate that it is promoted on
   * @param at when, in milliseconds since the epoch
   */
  public static Promotion begin(String pack, String first, int percent, BigDecimal on, long at) {
    Promotion.Stage stage = first.isEmpty() ? Promotion.Stage.ALL : Promotion.Stage.FIRST;
    return new Promotion(pack, stage, first, percent, 0, 0, on, TrackRecords.atBest(0, 0), at);
  }

  /** The promotion in another stage, with nothing counted. */
  public static Promotion in(Promotion.Stage stage, Promotion of, long at) {
    return with(of, stage, 0, 0, at);
  }

  /** The promotion after an outcome; one that says nothing about a playbook leaves it as it was. */
  public static Promotion after(Outcome.Result result, Promotion of) {
    int successes = of.successes() + (result == Outcome.Result.HEALED ? 1 : 0);
    boolean failed = result == Outcome.Result.NOT_HEALED || result == Outcome.Result.WORSE;
    return with(of, of.stage(), successes, of.failures() + (failed ? 1 : 0), of.since());
  }

  private static Promotion with(
      Promotion of, Promotion.Stage stage, int successes, int failures, long since) {
    return new Promotion(
        of.pack(),
        stage,
        of.first(),
        of.percent(),
        successes,
        failures,
        of.promotedOn(),
        TrackRecords.atBest(successes, failures),
        since);
  }
}
