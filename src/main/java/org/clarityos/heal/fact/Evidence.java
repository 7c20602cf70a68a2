package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * A symptom or observation that supports or contradicts a known issue.
 *
 * @param component the component
 * @param knownIssue the known issue it speaks for or against
 * @param group the group of like causes it belongs to; inside a group only the strongest counts
 * @param weight 0..1, how sure it alone makes
 * @param supports whether it speaks for the known issue
 */
public record Evidence(
    String component, String knownIssue, String group, BigDecimal weight, boolean supports)
    implements Derived {
  /** Checks that the weight is a probability. */
  public Evidence {
    if (weight.signum() < 0 || weight.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("evidence weight " + weight + " is not within 0..1");
    }
  }

  /** Evidence for a known issue, with a weight such as {@code "0.6"}. */
  public static Evidence of(String knownIssue, String component, String group, String weight) {
    return new Evidence(component, knownIssue, group, new BigDecimal(weight), true);
  }

  /** Evidence against a known issue, with a weight such as {@code "0.9"}. */
  public static Evidence against(String knownIssue, String component, String group, String weight) {
    return new Evidence(component, knownIssue, group, new BigDecimal(weight), false);
  }
}
