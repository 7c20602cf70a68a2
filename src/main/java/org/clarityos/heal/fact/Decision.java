package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * What policy made of a plan, with its reason; it may only rise within one attempt.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param attempt the attempt decided about, from 1
 * @param verdict what is to be done
 * @param playbook the playbook chosen, or the empty string when there is none
 * @param confidence the plan's confidence, 0..1
 * @param reason why, in a sentence
 * @param at when, in milliseconds since the epoch
 */
public record Decision(
    String component,
    String incident,
    int attempt,
    Verdict verdict,
    String playbook,
    BigDecimal confidence,
    String reason,
    long at)
    implements State {

  /** What is to be done, in the order in which a decision may rise. */
  public enum Verdict {
    /** Written down, nothing done. */
    RECORD,
    /** A person is asked. */
    ASK,
    /** Only the plan's safe steps are run, and a person is told of the others. */
    ACT_SAFE_SUBSET,
    /** The whole plan is run. */
    ACT
  }

  /** The verdict's place in the order in which a decision may rise, from 0. */
  public int rank() {
    return verdict.ordinal();
  }

  /** Its id, a hash of its cause. */
  public String id() {
    return Ids.of("decision", incident, Integer.toString(attempt), verdict.name());
  }

  /** Whether an executor is to run something. */
  public boolean acts() {
    return verdict == Verdict.ACT || verdict == Verdict.ACT_SAFE_SUBSET;
  }

  @Override
  public String key() {
    return "decision|" + incident + "|" + attempt;
  }
}
