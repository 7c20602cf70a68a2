package org.clarityos.heal.fact;

/**
 * A person's answer to an ASK.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param attempt the attempt asked about, from 1
 * @param answer what the person said
 * @param by who
 * @param at when, in milliseconds since the epoch
 */
public record Approval(
    String component, String incident, int attempt, Answer answer, String by, long at)
    implements State {
  @Override
  public String key() {
    return "approval|" + incident + "|" + attempt;
  }

  /** What a person can answer to an ASK. */
  public enum Answer {
    /** Do the whole plan. */
    APPROVE,
    /** Do the plan's safe steps only. */
    APPROVE_SAFE_SUBSET,
    /** Do nothing. */
    REJECT
  }
}
