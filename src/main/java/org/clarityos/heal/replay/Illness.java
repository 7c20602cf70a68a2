package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.Decision;

/**
 * What one run made of one illness: when the known issue was diagnosed, and what was decided.
 *
 * @param spells when the diagnosis held
 * @param decisions the decisions, in order
 */
public record Illness(List<Spell> spells, List<Made> decisions) {
  /**
   * A time in which a diagnosis held.
   *
   * @param from since when, in milliseconds since the epoch
   * @param to until when; -1 when it held to the end
   */
  public record Spell(long from, long to) {}

  /**
   * A decision without the incident it belongs to, whose id is another in each run.
   *
   * @param at when, in milliseconds since the epoch
   * @param verdict what is to be done
   * @param playbook the plan's playbook; empty when there is none
   * @param confidence the plan's confidence
   * @param reason why
   */
  public record Made(
      long at, Decision.Verdict verdict, String playbook, String confidence, String reason) {
    static Made of(Decision decision) {
      return new Made(
          decision.at(),
          decision.verdict(),
          decision.playbook(),
          decision.confidence().stripTrailingZeros().toPlainString(),
          decision.reason());
    }
  }

  static Illness none() {
    return new Illness(new ArrayList<>(), new ArrayList<>());
  }

  /** Whether it is diagnosed now. */
  boolean present() {
    return !spells.isEmpty() && spells.get(spells.size() - 1).to() < 0;
  }

  void begin(long at) {
    spells.add(new Spell(at, -1));
  }

  void end(long at) {
    if (present()) {
      spells.add(new Spell(spells.remove(spells.size() - 1).from(), at));
    }
  }
}
