package org.clarityos.heal.explain;

import java.util.List;

/**
 * The answer to why a rule does not hold for a component at a time.
 *
 * @param rule the rule's id
 * @param name the rule's name, a sentence
 * @param pack {@code name@version}
 * @param component the component's id
 * @param at the time of the batch that was looked at, in milliseconds since the epoch
 * @param holds whether it holds after all
 * @param said the answer in a sentence
 * @param patterns what became of each element of its condition, in order
 * @param below why what it misses was not derived, one answer for each rule that could
 */
public record WhyNot(
    String rule,
    String name,
    String pack,
    String component,
    long at,
    boolean holds,
    String said,
    List<Line> patterns,
    List<WhyNot> below) {
  /** What became of an element of a condition. */
  public enum Found {
    /** It holds, together with those before it that hold. */
    HOLDS,
    /** It does not. */
    FAILS,
    /** It speaks of what one that fails would have found, so it cannot be asked. */
    OPEN
  }

  /**
   * One element of a condition.
   *
   * @param pattern the element as its author wrote it
   * @param found what became of it
   * @param said what it found, or what it lacks, with values
   * @param checks the constraints that the nearest fact does not satisfy
   */
  public record Line(String pattern, Found found, String said, List<Check> checks) {}

  /** The first element that fails. */
  public java.util.Optional<Line> failing() {
    return patterns.stream().filter(line -> line.found() == Found.FAILS).findFirst();
  }
}
