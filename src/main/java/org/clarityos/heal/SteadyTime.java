package org.clarityos.heal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Time that starts at the host's clock and advances by the monotonic one, so that a stepped clock
 * fires nothing, and what monitors see is neither late nor from the future after it.
 */
final class SteadyTime extends Clock {
  private final long start;
  private final LongSupplier nanos;
  private final long origin;

  SteadyTime(Clock clock) {
    this(clock, System::nanoTime);
  }

  SteadyTime(Clock clock, LongSupplier nanos) {
    this.start = clock.millis();
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
  }

  @Override
  public long millis() {
    return start + (nanos.getAsLong() - origin) / 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
