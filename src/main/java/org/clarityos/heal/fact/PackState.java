package org.clarityos.heal.fact;

/**
 * What has become of a rule pack in a shard.
 *
 * @param pack the pack's name
 * @param hash the hash of the pack's bytes that it holds for; a mended pack has another
 * @param status whether its rules run
 * @param reason why, in a sentence
 * @param since since when it holds, in milliseconds since the epoch
 */
public record PackState(String pack, String hash, Status status, String reason, long since)
    implements State {
  @Override
  public String component() {
    return "";
  }

  @Override
  public String key() {
    return "pack|" + pack;
  }

  /** Whether a pack's rules run. */
  public enum Status {
    /** They do. */
    ACTIVE,
    /** They do not: a batch threw or did not return because of them. */
    QUARANTINED
  }
}
