package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * A recovery plan that could be chosen for an attempt.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param attempt the attempt, from 1
 * @param offer the playbook with what it means on the component
 * @param confidence the plan's confidence: the diagnosis' times the lower bound of the track record
 */
public record Candidate(
    String component, String incident, int attempt, Offer offer, BigDecimal confidence)
    implements Derived {
  /** Whether this plan is to be preferred: the gentler one, then the earlier, then the surer. */
  public boolean better(Candidate other) {
    int gentler = offer.safety().compareTo(other.offer.safety());
    int earlier = Integer.compare(offer.order(), other.offer.order());
    int surer = other.confidence.compareTo(confidence);
    if (earlier != 0) {
      return earlier < 0;
    }
    if (gentler != 0) {
      return gentler < 0;
    }
    return surer != 0 ? surer < 0 : offer.playbook().compareTo(other.offer.playbook()) < 0;
  }
}
