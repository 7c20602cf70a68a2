package org.clarityos.heal.replay;

import java.util.List;
import java.util.Map;

/**
 * What a backtest found.
 *
 * @param header what the recording is of
 * @param batches how many batches were run
 * @param a what the one run came to
 * @param b what the other run came to
 * @param rules how often a rule fired in each, for those where it differs
 * @param differences the illnesses of which they made something different, in order of time
 * @param more how many more there are
 */
public record Report(
    Header header,
    long batches,
    Count a,
    Count b,
    Map<String, Fired> rules,
    List<Difference> differences,
    long more) {
  /**
   * What a run came to.
   *
   * @param firings how many rules fired
   * @param diagnoses how often a known issue began to be diagnosed
   * @param decisions how many decisions were made
   */
  public record Count(long firings, long diagnoses, long decisions) {}

  /**
   * How often a rule fired.
   *
   * @param a in the one run
   * @param b in the other
   */
  public record Fired(long a, long b) {}

  /** Whether both runs came to the same diagnoses, decisions and plans. */
  public boolean same() {
    return differences.isEmpty();
  }
}
