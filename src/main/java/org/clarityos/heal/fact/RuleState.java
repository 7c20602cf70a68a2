package org.clarityos.heal.fact;

/**
 * What has become of one rule of a pack in a shard.
 *
 * @param pack the pack's name
 * @param hash the hash of the pack's bytes that it holds for; a mended pack has another
 * @param rule the rule's name
 * @param id the rule's stable id
 * @param status whether the rule runs
 * @param reason why, in a sentence
 * @param since since when it holds, in milliseconds since the epoch
 */
public record RuleState(
    String pack,
    String hash,
    String rule,
    String id,
    PackState.Status status,
    String reason,
    long since)
    implements State {
  @Override
  public String component() {
    return "";
  }

  @Override
  public String key() {
    return "rule|" + id;
  }
}
