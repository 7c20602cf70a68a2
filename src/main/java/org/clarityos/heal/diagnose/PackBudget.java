package org.clarityos.heal.diagnose;

/**
 * What the rules of one pack may spend.
 *
 * @param firingsPerMinute how often they may fire in a minute, together
 * @param facts how many derived facts of theirs may hold at a time
 */
public record PackBudget(int firingsPerMinute, int facts) {
  /** What a pack may spend that does not say. */
  public static final PackBudget DEFAULT = new PackBudget(6000, 10_000);
}
