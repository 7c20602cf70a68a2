package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.fact.Fact;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.ConsequenceException;

/**
 * A session on a thread of its own: a batch on which rules throw or never return fails, its thread is
 * left behind, and the caller goes on.
 */
final class GuardedSession implements AutoCloseable {
  private final RuleSession session;
  private final Duration limit;
  private final ExecutorService thread;
  private boolean abandoned;

  /** A session over a rule base whose batches may take as long as a limit. */
  GuardedSession(RuleBase base, Duration limit) {
    this.session = new RuleSession(base);
    this.limit = limit;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread daemon = new Thread(work, "session");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Runs a batch.
   *
   * @throws BatchFailed when rules threw, or did not return within the limit
   */
  BatchResult run(long sequence, long at, List<? extends Fact> inputs)
      throws BatchFailed, InterruptedException {
    return guarded(() -> session.run(sequence, at, inputs));
  }

  /**
   * Hands the session what rules made elsewhere, see {@link RuleSession#takeOver}.
   *
   * @throws BatchFailed when rules threw, or did not return within the limit
   */
  BatchResult takeOver(long sequence, long at, List<? extends Fact> committed)
      throws BatchFailed, InterruptedException {
    return guarded(() -> session.takeOver(sequence, at, committed));
  }

  private BatchResult guarded(Callable<BatchResult> batch)
      throws BatchFailed, InterruptedException {
    Future<BatchResult> result = thread.submit(batch);
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new BatchFailed("rules threw: " + e.getCause(), e, rule(e.getCause()));
    } catch (TimeoutException e) {
      abandoned = true;
      session.halt();
      result.cancel(true);
      throw new BatchFailed("rules did not return within " + limit.toMillis() + " ms", e, null);
    }
  }

  private static @Nullable String rule(@Nullable Throwable cause) {
    return cause instanceof ConsequenceException thrown
        ? thrown.getMatch().getRule().getPackageName() + "." + thrown.getMatch().getRule().getName()
        : null;
  }

  /** The session itself, for looking at between two batches. */
  RuleSession session() {
    return session;
  }

  @Override
  public void close() {
    if (!abandoned) {
      session.close();
    } else if (!thread.isShutdown()) {
      // Should the stuck batch come to an end after all, its session goes with it.
      thread.execute(session::close);
    }
    thread.shutdown();
  }
}
