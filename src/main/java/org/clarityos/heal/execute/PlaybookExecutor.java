package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.plan.RecoveryPlan;

/**
 * The executor of recovery plans: one at a time per component and its neighbours, each on a thread
 * of its own.
 */
public final class PlaybookExecutor implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int WAITING = 1000;

  /** So many beats in a lease: it outlives one that is late, and one that is lost. */
  private static final int BEATS = 4;

  /** Until a plan is looked at again that waits for another executor, or for its memory. */
  private static final long AGAIN_MILLIS = 250;

  /** How long what runs may take to end when the executor is closed: a step's time to end, and to be told. */
  private static final long ENDING_MILLIS = LimitedCall.ENDING.toMillis() + 1000;

  private static final System.Logger LOG = System.getLogger("clarity.execute");

  private final Parts parts;
  private final ExecutorService pool;
  private final ScheduledExecutorService pulse;
  private final Set<String> busy = new HashSet<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private volatile boolean resumed;

  /**
   * What the executor works with.
   *
   * @param inventory what there is on the site
   * @param actions the allow-list of actions
   * @param log the durable memory
   * @param hands what actions may use
   * @param health the judge of verifications
   * @param brakes the brakes
   * @param keep the folder under which each execution has its own
   * @param stability how long a component must stay well to count as healed
   */
  public record Parts(
      Inventory inventory,
      Actions actions,
      ExecutionLog log,
      ActionContext.Hands hands,
      Health health,
      Brakes brakes,
      java.nio.file.Path keep,
      Duration stability) {}

  /** An executor with its parts. */
  public PlaybookExecutor(Parts parts) {
    this.parts = parts;
    this.pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            work -> daemon(work, "executor"));
    this.pulse =
        Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "leases of the executor"));
    long beat = Math.max(1, parts.log().lease().toMillis() / BEATS);
    pulse.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void beat() {
    try {
      parts.log().beat();
      if (resumed) {
        // Also what another executor left, once its lease has run out.
        resume();
      }
    } catch (RuntimeException e) {
      // Whatever it is, the next beat has to come.
      LOG.log(System.Logger.Level.WARNING, "the leases of running plans were not renewed: " + e);
    }
  }

  /** Goes on with, or compensates, what had not ended when this or another executor of the host last stopped. */
  public void resume() {
    resumed = true;
    for (RecoveryPlan plan : parts.log().unfinished()) {
      if (ours(plan)) {
        submit(plan);
      }
    }
  }

  private boolean ours(RecoveryPlan plan) {
    return plan.component().startsWith(parts.inventory().resolve(""));
  }

  /** Runs a plan, unless it runs or has ended; its outcome reaches the journal through the log. */
  public void submit(RecoveryPlan plan) {
    if (accepted.add(plan.id())) {
      queue(plan);
    }
  }

  /** Queues a plan; while the queue is full it waits outside, and none is lost. */
  private void queue(RecoveryPlan plan) {
    try {
      pool.execute(() -> toItsEnd(plan));
    } catch (RejectedExecutionException e) {
      if (!pool.isShutdown()) {
        LOG.log(System.Logger.Level.WARNING, "plan " + plan.id() + " waits: " + WAITING + " do");
        pulse.schedule(() -> queue(plan), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void toItsEnd(RecoveryPlan plan) {
    try {
      untilItHasEnded(plan);
    } catch (InterruptedException e) {
      // The program stops; the log knows where this plan stands and resume goes on from there.
      Thread.currentThread().interrupt();
    } finally {
      accepted.remove(plan.id());
    }
  }

  private void untilItHasEnded(RecoveryPlan plan) throws InterruptedException {
    Set<String> wanted = neighbours(parts.inventory(), plan.component());
    while (!alone(plan, wanted)) {
      Thread.sleep(AGAIN_MILLIS);
    }
  }

  private boolean alone(RecoveryPlan plan, Set<String> wanted) throws InterruptedException {
    take(wanted);
    try {
      return runs(plan, wanted);
    } finally {
      give(wanted);
    }
  }

  /** Runs a plan as far as it goes; answers whether it has ended, here or elsewhere. */
  private boolean runs(RecoveryPlan plan, Set<String> wanted) throws InterruptedException {
    try {
      if (!parts.log().claim(plan, wanted)) {
        return parts.log().progress(plan).stage() == ExecutionLog.Stage.TOLD;
      }
      boolean ended = goOn(plan, wanted);
      parts.log().release(plan);
      return ended;
    } catch (LeaseLost e) {
      LOG.log(System.Logger.Level.WARNING, "plan " + plan.id() + " is another's now: " + e);
    } catch (LogFailed e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.log(System.Logger.Level.ERROR, "plan " + plan.id() + " waits for its memory: " + e);
      }
    }
    return false;
  }

  private boolean goOn(RecoveryPlan plan, Set<String> wanted) throws InterruptedException {
    ExecutionLog.Progress known = parts.log().progress(plan);
    if (known.stage() == ExecutionLog.Stage.NEW && anotherHalfway(plan, wanted)) {
      return false;
    }
    if (known.stage() == ExecutionLog.Stage.UNTOLD) {
      parts.log().tell(plan);
    } else if (known.stage() != ExecutionLog.Stage.TOLD) {
      run(plan, wanted, known);
    }
    return true;
  }

  /** Whether a plan for one of the components was cut short: it has to end before another starts. */
  private boolean anotherHalfway(RecoveryPlan plan, Set<String> wanted) {
    return parts.log().unfinished().stream()
        .filter(other -> ours(other) && !other.id().equals(plan.id()))
        .anyMatch(
            other ->
                neighbours(parts.inventory(), other.component()).stream()
                    .anyMatch(wanted::contains));
  }

  private void run(RecoveryPlan plan, Set<String> wanted, ExecutionLog.Progress known)
      throws InterruptedException {
    Optional<Component> component = component(plan);
    if (component.isEmpty()) {
      List<String> left = known.left();
      String detail = plan.component() + " is no longer in the inventory";
      end(
          plan,
          Outcome.Result.UNCERTAIN,
          left.isEmpty() ? detail : detail + "; not undone: " + String.join(", ", left));
      return;
    }
    if (plan.steps().isEmpty()) {
      end(
          plan,
          Outcome.Result.STOPPED,
          "there is no playbook " + plan.playbook() + " any more; nothing was done");
      return;
    }
    Optional<ExecutionLog.Progress> start = lookedAt(plan, wanted, known);
    if (start.isPresent()) {
      new Execution(parts, plan, component.get(), wanted, start.get()).run();
    }
  }

  /** How far a plan has come, for a new one with how well all is before it; empty when that cannot be seen and it ended. */
  private Optional<ExecutionLog.Progress> lookedAt(
      RecoveryPlan plan, Set<String> wanted, ExecutionLog.Progress known)
      throws InterruptedException {
    if (known.stage() != ExecutionLog.Stage.NEW) {
      return Optional.of(known);
    }
    try {
      return Optional.of(known.after(Condition.of(parts.inventory(), wanted, parts.health())));
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      end(
          plan,
          Outcome.Result.STOPPED,
          "nothing was done: how well all was before could not be looked at: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void end(RecoveryPlan plan, Outcome.Result result, String detail) {
    Outcome outcome = plan.outcome(result, parts.hands().clock().millis());
    parts.log().ended(plan, outcome, new ExecutionLog.Ending(detail, List.of()));
  }

  private Optional<Component> component(RecoveryPlan plan) {
    return parts.inventory().component(plan.component());
  }

  /** A component and all that needs it, directly or through others. */
  static Set<String> neighbours(Inventory inventory, String id) {
    Set<String> ids = new HashSet<>(Set.of(id));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Component component : inventory.components()) {
        boolean needs =
            component.dependsOn().stream().map(inventory::resolve).anyMatch(ids::contains);
        grown |= needs && ids.add(inventory.id(component));
      }
    }
    return ids;
  }

  private void take(Set<String> wanted) throws InterruptedException {
    synchronized (busy) {
      while (wanted.stream().anyMatch(busy::contains)) {
        busy.wait();
      }
      busy.addAll(wanted);
    }
  }

  private void give(Set<String> held) {
    synchronized (busy) {
      busy.removeAll(held);
      busy.notifyAll();
    }
  }

  @Override
  public void close() {
    parts
        .log()
        .between(
            () -> {
              pulse.shutdownNow();
              pool.shutdownNow();
            });
    awaitEnd();
  }

  /** Waits for what was told to end, so that whoever comes next is alone. */
  private void awaitEnd() {
    try {
      if (!pool.awaitTermination(ENDING_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "a plan goes on though the executor was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
