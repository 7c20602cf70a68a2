package org.clarityos.heal.fact;

/**
 * What is to become of a promotion.
 *
 * @param pack the pack, {@code name@version}
 * @param to where it goes
 * @param reason why, in a sentence
 */
public record PromotionStep(String pack, To to, String reason) implements Derived {
  /** Where a promotion goes. */
  public enum To {
    /** To a share of the hosts. */
    SHARE,
    /** To all. */
    ALL,
    /** The packs before come back. */
    BACK
  }

  @Override
  public String component() {
    return "";
  }
}
