package org.clarityos.heal;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * Time that starts at the host's clock and advances by the monotonic one, so that a stepped clock
 * fires nothing.
 */
final class SteadyTime implements LongSupplier {
  private final long start;
  private final long origin = System.nanoTime();

  SteadyTime(Clock clock) {
    start = clock.millis();
  }

  @Override
  public long getAsLong() {
    return start + (System.nanoTime() - origin) / 1_000_000;
  }
}
