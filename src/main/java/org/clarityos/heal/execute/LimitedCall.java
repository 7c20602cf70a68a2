package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.plan.RecoveryPlan;

/**
 * A call of an action that is told to end when it takes too long, when the plan may soon be another's, or when the program
 * stops, and waited for until it has.
 */
final class LimitedCall {
  /** How long a call that is told to end may take for it; nothing else is done while it runs. */
  static final Duration ENDING = Duration.ofSeconds(5);

  /** So often it looks whether the plan is still ours. */
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private final ExecutionLog log;
  private final RecoveryPlan plan;

  /** Calls for a plan. */
  LimitedCall(ExecutionLog log, RecoveryPlan plan) {
    this.log = log;
    this.plan = plan;
  }

  /** A call that did not end in time: whether it did its work is not known. */
  static final class Hung extends Exception {
    private static final long serialVersionUID = 1;

    Hung(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A call that goes on though it was told to end: until it has ended nothing else may be done to the component. */
  static final class GoesOn extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Thread thread;

    GoesOn(String message, Thread thread) {
      super(message);
      this.thread = thread;
    }

    /** Waits until it has ended. */
    void await() throws InterruptedException {
      thread.join();
    }
  }

  /** What is called. */
  interface Call<T> {
    /** Does it. */
    T make() throws ActionFailed, InterruptedException;
  }

  /**
   * Makes a call on a thread of its own; what an action throws and need not is its failure.
   *
   * @throws LeaseLost when it was ended since the plan may soon be another's
   * @throws GoesOn when it goes on though it was told to end
   */
  <T> T within(Duration limit, Call<T> call) throws ActionFailed, Hung, InterruptedException {
    FutureTask<T> task = new FutureTask<>(call::make);
    Thread thread = new Thread(task, "step");
    thread.setDaemon(true);
    requireOurs();
    thread.start();
    try {
      return awaited(task, limit);
    } catch (TimeoutException e) {
      task.cancel(true);
      thread.join(ENDING.toMillis());
      String late = "it did not end within " + limit.toMillis() + " ms";
      if (thread.isAlive()) {
        throw new GoesOn(late + ", and goes on though it was told to end", thread);
      }
      throw new Hung(late, e);
    } catch (LeaseLost e) {
      task.cancel(true);
      thread.join();
      throw e;
    } catch (InterruptedException e) {
      task.cancel(true);
      thread.join(ENDING.toMillis());
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ActionFailed failed
          ? failed
          : new ActionFailed(String.valueOf(e.getCause()), e);
    }
  }

  private <T> T awaited(FutureTask<T> task, Duration limit)
      throws ExecutionException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      requireOurs();
      long left = end - System.nanoTime();
      try {
        return task.get(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= LOOK_NANOS) {
          throw e;
        }
      }
    }
  }

  private void requireOurs() {
    if (!log.holds(plan)) {
      throw new LeaseLost(
          "the lease of plan "
              + plan.id()
              + " could not be renewed in time, and what ran was ended");
    }
  }
}
