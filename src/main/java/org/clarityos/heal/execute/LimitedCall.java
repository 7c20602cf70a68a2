package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.execute.action.ActionFailed;

/** A call of an action that is told to end when it takes too long, or when the program stops, and waited for until it has. */
final class LimitedCall {
  /** How long a call that is told to end may take for it; nothing else is done while it runs. */
  static final Duration ENDING = Duration.ofSeconds(5);

  private LimitedCall() {}

  /** A call that did not end in time: whether it did its work is not known. */
  static final class Hung extends Exception {
    private static final long serialVersionUID = 1;

    Hung(String message, Throwable cause) {
      super(message, cause);
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
   * @throws IllegalStateException when it goes on though it was told to end
   */
  static <T> T within(Duration limit, Call<T> call)
      throws ActionFailed, Hung, InterruptedException {
    FutureTask<T> task = new FutureTask<>(call::make);
    Thread thread = new Thread(task, "step");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      end(task, thread);
      throw new Hung("it did not end within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      end(task, thread);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ActionFailed failed
          ? failed
          : new ActionFailed(String.valueOf(e.getCause()), e);
    }
  }

  private static void end(FutureTask<?> task, Thread thread) throws InterruptedException {
    task.cancel(true);
    thread.join(ENDING.toMillis());
    if (thread.isAlive()) {
      throw new IllegalStateException("a step goes on though it was told to end");
    }
  }
}
