package org.clarityos.heal.replay;

import java.util.List;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;

/**
 * An illness of which two runs made something different.
 *
 * @param knownIssue the known issue
 * @param component the component
 * @param a what the one made of it
 * @param b what the other made of it
 * @param cause the first batch that parted them
 */
public record Difference(
    String knownIssue, String component, Illness a, Illness b, Divergence cause) {
  /**
   * The first batch after which two runs held different things of an illness.
   *
   * @param batch the batch's sequence number
   * @param at its time, in milliseconds since the epoch
   * @param a what only the one did and held
   * @param b what only the other did and held
   * @param observations the inputs that the rules matched which only one let fire, and those of the
   *     batch that are about the component
   */
  public record Divergence(long batch, long at, Side a, Side b, List<Fact> observations) {}

  /**
   * What only one run did and held.
   *
   * @param fired the rules that fired
   * @param held the derived facts that hold
   */
  public record Side(List<Firing> fired, List<Derived> held) {}
}
