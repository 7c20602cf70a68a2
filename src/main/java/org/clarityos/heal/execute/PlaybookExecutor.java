package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
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

  private final Parts parts;
  private final ExecutorService pool;
  private final Set<String> busy = new HashSet<>();

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
            work -> {
              Thread thread = new Thread(work, "executor");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Goes on with, or compensates, what had not ended when the program last stopped. */
  public void resume() {
    for (ExecutionLog.Unfinished unfinished : parts.log().unfinished()) {
      run(unfinished.plan(), unfinished.steps());
    }
  }

  /** Runs a plan; its outcome reaches the journal through the log. */
  public void submit(RecoveryPlan plan) {
    run(plan, Map.of());
  }

  private void run(RecoveryPlan plan, Map<String, ExecutionLog.StepState> known) {
    pool.execute(
        () -> {
          Set<String> wanted = neighbours(plan.component());
          try {
            take(wanted);
            try {
              run(plan, component(plan), known);
            } finally {
              give(wanted);
            }
          } catch (InterruptedException e) {
            // The program stops; the log knows where this plan stands and resume goes on from
            // there.
            Thread.currentThread().interrupt();
          }
        });
  }

  private void run(
      RecoveryPlan plan, Optional<Component> component, Map<String, ExecutionLog.StepState> known)
      throws InterruptedException {
    if (component.isPresent()) {
      new Execution(parts, plan, component.get(), known).run();
      return;
    }
    long at = parts.hands().clock().millis();
    Outcome uncertain = plan.outcome(Outcome.Result.UNCERTAIN, at);
    parts.log().ended(plan, uncertain, plan.component() + " is no longer in the inventory");
  }

  private Optional<Component> component(RecoveryPlan plan) {
    return parts.inventory().component(plan.component());
  }

  /** A component and all that needs it, directly or through others. */
  private Set<String> neighbours(String id) {
    Inventory inventory = parts.inventory();
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
    pool.shutdownNow();
  }
}
