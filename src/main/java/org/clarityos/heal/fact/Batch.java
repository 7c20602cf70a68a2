package org.clarityos.heal.fact;

/**
 * The journal batch being reasoned about; the source of ids and times in policy consequences.
 *
 * @param sequence the journal sequence number of the batch's last entry
 * @param at the session's time, in milliseconds since the epoch
 */
public record Batch(long sequence, long at) implements State {
  @Override
  public String key() {
    return "batch";
  }

  @Override
  public String component() {
    return "";
  }
}
