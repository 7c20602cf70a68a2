package org.clarityos.heal.explain;

import java.util.List;

/**
 * Why a fact is there: the firing that made it, and why what that matched was there, down to
 * observations.
 *
 * @param fact the fact in short human form
 * @param origin where it came from
 * @param from the facts that the firing matched; empty for what was observed or declared
 */
public record Why(String fact, Origin origin, List<Why> from) {
  /**
   * Where a fact came from.
   *
   * @param rule the rule's id; the empty string for what no rule made
   * @param name the rule's name, a sentence, or what else it came from
   * @param pack {@code name@version}
   * @param hash the pack's hash
   * @param at when the rule fired, in milliseconds since the epoch
   * @param record the audit record of the firing, {@code chain/seq}
   */
  public record Origin(String rule, String name, String pack, String hash, long at, String record) {
    static Origin of(String what) {
      return new Origin("", what, "", "", 0, "");
    }
  }
}
