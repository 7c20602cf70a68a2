package org.clarityos.heal.drill;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for what happens outside this program: looking again until a limit. */
final class Await {
  private static final long LOOK_MILLIS = 20;

  private Await() {}

  /** A look at something outside. */
  interface Look {
    boolean so() throws java.io.IOException, InterruptedException;
  }

  /** Looks until it is so; false when the limit came first. */
  static boolean until(Duration limit, Look look) throws java.io.IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!look.so()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(Duration.ofMillis(LOOK_MILLIS));
    }
    return true;
  }

  /** Lets time pass, because a fault or a watch needs it. */
  static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
