package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * How a playbook has fared on a kind of component, from verified outcomes and drills.
 *
 * @param playbook the playbook's id
 * @param kind the kind of component
 * @param successes verified outcomes, drills included (at most 40 of them)
 * @param failures outcomes that were not verified, drills included
 * @param lowerBound lower end of the one-sided 80 % interval of its success rate, six decimals
 */
public record TrackRecord(
    String playbook, String kind, int successes, int failures, BigDecimal lowerBound)
    implements State {
  @Override
  public String key() {
    return "track|" + playbook + "|" + kind;
  }

  @Override
  public String component() {
    return "";
  }
}
