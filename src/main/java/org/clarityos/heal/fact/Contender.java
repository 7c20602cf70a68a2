package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * A plan that is sure and safe enough to act, and that no guard refuses: one per incident.
 *
 * @param component the component of the incident
 * @param site {@code tenant/site} of the component
 * @param incident the incident's id
 * @param attempt the attempt, from 1
 * @param playbook the plan's playbook
 * @param confidence the plan's confidence
 * @param criticality how much depends on the component
 */
public record Contender(
    String component,
    String site,
    String incident,
    int attempt,
    String playbook,
    BigDecimal confidence,
    Severity criticality)
    implements Derived {
  /**
   * Whether this one comes first when a budget is short: more depends on it, else by the incident's
   * id, so that the order is total and the same on every replay.
   */
  public boolean outranks(Contender other) {
    int more = criticality.compareTo(other.criticality);
    return more != 0 ? more > 0 : incident.compareTo(other.incident) < 0;
  }
}
