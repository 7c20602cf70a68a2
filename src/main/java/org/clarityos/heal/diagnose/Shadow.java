package org.clarityos.heal.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.JournalBatch;
import org.jspecify.annotations.Nullable;

/**
 * A session that reads a shard's batches after their commit and has no outbox: a candidate before its
 * promotion, or the former session after it, kept for a revert. It runs on a thread of its own; a
 * shadow that throws, does not return or falls behind ends, and the active session goes on.
 */
final class Shadow implements AutoCloseable {
  private static final int MOST_BEHIND = 20_000;

  /** A candidate may be so many batches behind when it takes over; it takes them first. */
  private static final int NEARLY_THERE = 2;

  /** A batch that was committed, with what the active session made of it. */
  private record Committed(JournalBatch batch, BatchResult result) {}

  /** What ends the following once everything before it was taken. */
  private static final Committed END =
      new Committed(
          new JournalBatch(0, 0, 0, 0, JournalBatch.Kind.DISMISS, "", List.of()),
          BatchResult.NOTHING);

  private final RuleBase packs;
  private final RuleBase base;
  private final GuardedSession session;
  private final Comparison comparison;
  private final BlockingQueue<Committed> queue = new ArrayBlockingQueue<>(MOST_BEHIND);
  private final AtomicInteger behind = new AtomicInteger();
  private volatile boolean started;
  private final Thread thread;
  private volatile @Nullable String failure;

  /**
   * What there is to a shadow's session.
   *
   * @param packs all packs that it was given
   * @param base the packs without what is quarantined: what the session runs
   * @param session the session
   */
  record Runs(RuleBase packs, RuleBase base, GuardedSession session) {}

  private Shadow(Runs runs, List<? extends Fact> live, @Nullable Committed start) {
    this.packs = runs.packs();
    this.base = runs.base();
    this.session = runs.session();
    this.comparison = new Comparison(live);
    this.thread = new Thread(() -> follow(start), "shadow");
    thread.setDaemon(true);
    if (start != null) {
      behind.incrementAndGet();
    }
    thread.start();
  }

  /**
   * A candidate that starts from what is live.
   *
   * @param start the place in the journal, with what is live as its entries
   * @param held the derived facts that the active session holds there
   */
  static Shadow candidate(Runs runs, JournalBatch start, List<Derived> held) {
    BatchResult known =
        new BatchResult(List.of(), List.of(), List.of(), held, List.of(), Map.of(), 0);
    return new Shadow(runs, start.entries(), new Committed(start, known));
  }

  /** The session that was active until now. */
  static Shadow former(Runs runs, List<Fact> live) {
    return new Shadow(runs, live, null);
  }

  private void follow(@Nullable Committed start) {
    try {
      if (start != null) {
        take(start);
      }
      started = true;
      for (Committed next = queue.take(); next != END; next = queue.take()) {
        take(next);
      }
    } catch (BatchFailed e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      failure = "it was stopped";
      Thread.currentThread().interrupt();
    }
  }

  private void take(Committed next) throws BatchFailed, InterruptedException {
    JournalBatch batch = next.batch();
    BatchResult result = session.run(batch.last(), batch.at(), batch.entries());
    compare(batch, next.result(), result);
    behind.decrementAndGet();
  }

  private void compare(JournalBatch batch, BatchResult ofActive, BatchResult ofShadow) {
    synchronized (comparison) {
      comparison.take(batch, ofActive, ofShadow);
    }
  }

  /** Takes a batch that was just committed, without waiting. */
  void feed(JournalBatch batch, BatchResult result) {
    behind.incrementAndGet();
    if (failure == null && !queue.offer(new Committed(batch, result))) {
      failure = "it fell more than " + MOST_BEHIND + " batches behind";
    }
  }

  /** How many batches it has not yet taken. */
  int behind() {
    return behind.get();
  }

  /** Whether it has taken what was live when it started, and all but a few batches since. */
  boolean nearlyThere() {
    return started && behind.get() <= NEARLY_THERE;
  }

  /** Why it ended; empty while it follows. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** All packs that it was given. */
  RuleBase packs() {
    return packs;
  }

  /** Its packs without what is quarantined. */
  RuleBase base() {
    return base;
  }

  /**
   * What it made, beside what the active session made, so far.
   *
   * @param batches how many batches were compared
   * @param behind how many it has not yet taken
   * @param count how many differences there are
   * @param differences the first of them
   */
  record Report(long batches, int behind, long count, List<Comparison.Difference> differences) {}

  Report report() {
    synchronized (comparison) {
      return new Report(
          comparison.batches(), behind(), comparison.count(), comparison.differences());
    }
  }

  /**
   * Ends the following, when the last batch was taken, and hands the session over.
   *
   * @throws BatchFailed when it had ended before
   */
  GuardedSession handOver() throws BatchFailed, InterruptedException {
    if (failure == null) {
      queue.put(END);
    }
    thread.join();
    String why = failure;
    if (why != null) {
      throw new BatchFailed(why, new IllegalStateException(why), null);
    }
    return session;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    session.close();
  }
}
