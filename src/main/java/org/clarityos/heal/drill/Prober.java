package org.clarityos.heal.drill;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The outside asker of a drill: it alone decides what failed and what recovered, and never asks the
 * program under test. Recovered is the first of five right answers in a row after a failure.
 */
final class Prober implements AutoCloseable {
  private static final int IN_A_ROW = 5;
  private final Question question;
  private final Duration interval;
  private final Clock clock;
  private final Thread thread = new Thread(this::ask, "outside prober");
  private long failedAt;
  private long streakSince;
  private int streak;
  private int failures;
  private volatile boolean closed;

  /** An asker that begins at once. */
  Prober(Question question, Duration interval, Clock clock) {
    this.question = question;
    this.interval = interval;
    this.clock = clock;
    thread.setDaemon(true);
    thread.start();
  }

  private void ask() {
    try {
      while (!closed) {
        long asked = clock.millis();
        note(question.answeredRightly(), asked);
        Await.pause(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(boolean right, long asked) {
    if (right) {
      streakSince = streak == 0 ? clock.millis() : streakSince;
      streak++;
    } else {
      streak = 0;
      failures++;
      failedAt = failedAt == 0 ? asked : failedAt;
    }
  }

  /** Forgets what was seen so far. */
  synchronized void restart() {
    failedAt = 0;
    failures = 0;
    streak = 0;
  }

  /** When the first wrong answer was seen, in milliseconds since the epoch; empty for none. */
  synchronized Optional<Long> failedAt() {
    return failedAt == 0 ? Optional.empty() : Optional.of(failedAt);
  }

  /** When the first of at least five right answers in a row came that last until now. */
  synchronized Optional<Long> rightSince() {
    return streak < IN_A_ROW ? Optional.empty() : Optional.of(streakSince);
  }

  /** When it recovered from a failure that was seen. */
  synchronized Optional<Long> recoveredAt() {
    return failedAt == 0 ? Optional.empty() : rightSince();
  }

  /** How many questions were not answered rightly: what users saw of the illness. */
  synchronized int failures() {
    return failures;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
