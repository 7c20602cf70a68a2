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

  /** The most that a pack may ask for: a budget that its author sets at will would bound nothing. */
  public static final PackBudget MOST = new PackBudget(1_000_000, 100_000);
}
