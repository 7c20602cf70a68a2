package org.clarityos.heal.fact;

/**
 * A person's answer to an ASK.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param attempt the attempt asked about, from 1
 * @param answer what the person said
 * @param playbook the playbook whose dry run the person was shown; the empty string with a
 *     rejection of none
 * @param dryRun the hash of that dry run
 * @param by who
 * @param role the role that the person proved to have
 * @param comment what the person said beside it
 * @param at when, in milliseconds since the epoch
 */
public record Approval(
    String component,
    String incident,
    int attempt,
    Answer answer,
    String playbook,
    String dryRun,
    String by,
    Role role,
    String comment,
    long at)
    implements State {
  /** Checks that it is said as whom. */
  public Approval {
    if (answer == null || role == null) {
      throw new IllegalArgumentException("an approval says answer and role");
    }
  }

  /** The same answer to another incident. */
  public Approval to(String other) {
    return new Approval(component, other, attempt, answer, playbook, dryRun, by, role, comment, at);
  }

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
