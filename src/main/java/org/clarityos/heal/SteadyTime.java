package org.clarityos.heal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Time that starts at the host's clock and advances by the monotonic one, so that a stepped clock
 * fires nothing, and what monitors see is neither late nor from the future after it. It never goes
 * back behind what was committed already, also not in a program that is started after the clock was
 * set back.
 */
final class SteadyTime extends Clock {
  private static final System.Logger LOG = System.getLogger("clarity.time");

  private final long start;
  private final LongSupplier nanos;
  private final long origin;

  /**
   * A time of a program that starts now.
   *
   * @param committed when the last batch was committed, in milliseconds since the epoch; 0 for none
   */
  SteadyTime(Clock clock, long committed) {
    this(clock, committed, System::nanoTime);
  }

  SteadyTime(Clock clock, long committed, LongSupplier nanos) {
    long now = clock.millis();
    if (now < committed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the host''s clock, {0}, is behind the last committed batch, {1}: it was set back;"
              + " time goes on from that batch",
          Instant.ofEpochMilli(now),
          Instant.ofEpochMilli(committed));
    }
    this.start = Math.max(now, committed);
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
