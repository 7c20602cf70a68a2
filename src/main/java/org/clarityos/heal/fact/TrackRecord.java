package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * How a playbook has fared on a kind of component, from verified outcomes and drills.
 *
 * @param playbook the playbook's id
 * @param kind the kind of component
 * @param successes verified outcomes, with the share of the drills, which count as at most 40 in all
 * @param failures outcomes that were not verified, with the share of the drills
 * @param lowerBound lower end of the one-sided 80 % interval of its success rate, six decimals
 */
public record TrackRecord(
    String playbook, String kind, double successes, double failures, BigDecimal lowerBound)
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
