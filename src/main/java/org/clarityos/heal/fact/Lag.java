package org.clarityos.heal.fact;

/**
 * Whether the platform itself lags behind what it observes.
 *
 * @param component the empty string: it is about all that the shard holds
 * @param lags whether it does
 * @param waitedMillis how long the oldest entry of the batch had waited, in milliseconds
 */
public record Lag(String component, boolean lags, long waitedMillis) implements State {
  @Override
  public String key() {
    return "lag|" + component;
  }
}
