package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");

  @Test
  void itAdvancesByTheMonotonicClockAndNotByTheHostsOne() {
    AtomicLong nanos = new AtomicLong(7_000_000);
    SteadyTime time = new SteadyTime(Clock.fixed(START, ZoneOffset.UTC), 0, nanos::get);
    assertThat(time.instant()).isEqualTo(START);
    nanos.addAndGet(1_500_000_000);
    assertThat(time.instant()).isEqualTo(START.plusMillis(1500));
  }

  @Test
  void itGoesOnFromWhatWasCommittedWhenTheHostsClockWasSetBack() {
    Instant committed = START.plusSeconds(3600);
    AtomicLong nanos = new AtomicLong();
    SteadyTime time =
        new SteadyTime(Clock.fixed(START, ZoneOffset.UTC), committed.toEpochMilli(), nanos::get);
    nanos.addAndGet(1_000_000);
    assertThat(time.instant()).isEqualTo(committed.plusMillis(1));
  }
}
