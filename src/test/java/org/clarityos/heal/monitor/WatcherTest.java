package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.SourceState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatcherTest {
  private static final Duration OFTEN = Duration.ofMillis(10);
  private final Seen seen = new Seen();
  private final Watcher watcher =
      new Watcher(Sites.process(List.of("nobody"), Optional.empty()), Clock.systemUTC(), seen);

  private static EndpointState endpoint(EndpointState.Status status, long since) {
    return new EndpointState(Sites.APP, "page", status, since, "test");
  }

  @AfterEach
  void end() {
    watcher.close();
  }

  @Test
  void lookThatNeverReturnsDelaysNoOtherAndFallsSilent() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(20);
    watcher.every(OFTEN, "stuck " + Sites.APP, never::await);
    watcher.every(OFTEN, "quick", others::countDown);

    assertThat(others.await(5, TimeUnit.SECONDS)).isTrue();
    SourceState source = seen.await(SourceState.class, state -> true);
    assertThat(source.status()).isEqualTo(SourceState.Status.SILENT);
    assertThat(source.component()).isEqualTo(Sites.APP);
    never.countDown();
    seen.await(SourceState.class, state -> state.status() == SourceState.Status.ALIVE);
  }

  @Test
  void failingLookIsToldAndStopsNothing() throws Exception {
    CountDownLatch tries = new CountDownLatch(5);
    watcher.every(
        OFTEN,
        "failing",
        () -> {
          tries.countDown();
          throw new IllegalStateException("no such source");
        });

    assertThat(tries.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(watcher.failures().get("failing")).contains("no such source");
  }

  @Test
  void monitorThatCannotRunIsToldWithItsReason() {
    watcher.start(
        List.of(
            watch -> {
              throw new CannotWatch("it needs a right");
            }));

    assertThat(watcher.unavailable().values()).containsExactly("it needs a right");
    assertThat(seen.all(SourceState.class))
        .extracting(SourceState::status)
        .containsExactly(SourceState.Status.UNABLE);
  }

  @Test
  void monitorWithAFaultIsToldAndTheNextOneRuns() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    watcher.start(
        List.of(
            watch -> {
              throw new UnsatisfiedLinkError("no such library");
            },
            watch -> watch.every(OFTEN, "next", runs::countDown)));

    assertThat(runs.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(watcher.unavailable().values())
        .singleElement()
        .satisfies(why -> assertThat(why).contains("no such library"));
  }

  @Test
  void stateThatHoldsOnIsSaidOnce() {
    watcher.observe(endpoint(EndpointState.Status.UP, 1));
    watcher.observe(endpoint(EndpointState.Status.UP, 2));
    watcher.observe(endpoint(EndpointState.Status.TIMEOUT, 3));
    assertThat(watcher.well(Sites.APP)).isFalse();
    watcher.observe(endpoint(EndpointState.Status.UP, 4));

    assertThat(seen.all(EndpointState.class))
        .extracting(EndpointState::since)
        .containsExactly(1L, 3L, 4L);
    assertThat(watcher.well(Sites.APP)).isTrue();
  }
}
