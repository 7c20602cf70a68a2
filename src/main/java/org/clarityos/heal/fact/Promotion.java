package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * The promotion of a pack: how far it has come, and how what its rules decided has fared since.
 *
 * @param pack the pack, {@code name@version}
 * @param stage how many may be acted on
 * @param first the host or component that comes first, {@code tenant/site/host} or a component's id
 * @param percent how many hosts of a hundred come next
 * @param successes verified outcomes in this stage
 * @param failures outcomes in this stage that were not verified
 * @param promotedOn the lower bound of the success rate that it was promoted on, six decimals
 * @param atBest the upper bound of the success rate in this stage, six decimals
 * @param since since when the stage lasts, in milliseconds since the epoch
 */
public record Promotion(
    String pack,
    Stage stage,
    String first,
    int percent,
    int successes,
    int failures,
    BigDecimal promotedOn,
    BigDecimal atBest,
    long since)
    implements State {
  private static final int HUNDRED = 100;

  /** How far a promotion has come. */
  public enum Stage {
    /** One host, or one component. */
    FIRST,
    /** A share of the hosts, the first among them. */
    SHARE,
    /** All. */
    ALL
  }

  @Override
  public String key() {
    return "promotion|" + pack.replaceFirst("@.*", "");
  }

  @Override
  public String component() {
    return "";
  }

  /** Whether the pack may act on a component; a host stays in the share once it is in it. */
  public boolean reaches(String component) {
    return stage == Stage.ALL
        || component.equals(first)
        || component.startsWith(first + "/")
        || (stage == Stage.SHARE && place(component) < percent);
  }

  /** A host's place among a hundred, the same for every pack and at all times. */
  private static int place(String component) {
    String host = component.replaceFirst("/[^/]*$", "");
    return Integer.parseInt(Ids.of("share", host).substring(0, 6), 16) % HUNDRED;
  }
}
