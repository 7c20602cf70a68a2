package org.clarityos.heal.fact;

/**
 * The session's time, updated once a second.
 *
 * @param at milliseconds since the epoch
 */
public record Now(long at) implements State {
  @Override
  public String key() {
    return "now";
  }

  @Override
  public String component() {
    return "";
  }
}
