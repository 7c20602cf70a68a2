package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/**
 * One running plan: its steps in order, its verification, and its rollback when it did not help.
 */
final class Execution {
  /** A process that is not there for so long after its start will not come by itself. */
  private static final long STAYS_DOWN_NANOS = 1_500_000_000L;

  /** A process that ends so often while it is verified does not come up. */
  private static final int MOST_ENDS = 3;

  /** How long a step that is told to end may take for it; nothing is undone while it runs. */
  private static final long ENDING_MILLIS = 5000;

  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final Component component;
  private final Map<String, ExecutionLog.StepState> known;
  private final ActionContext context;
  private final Rollback rollback;
  private boolean ended;

  Execution(
      PlaybookExecutor.Parts parts,
      RecoveryPlan plan,
      Component component,
      Map<String, ExecutionLog.StepState> known) {
    this.parts = parts;
    this.plan = plan;
    this.component = component;
    this.known = known;
    this.context =
        new ActionContext(
            parts.inventory(), component, parts.hands(), parts.keep().resolve(plan.id()));
    this.rollback = new Rollback(parts, plan, context);
  }

  void run() throws InterruptedException {
    try {
      go();
    } catch (RuntimeException e) {
      // A fault of the program: whoever waits for the outcome is told, unless the program stops.
      if (ended || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      end(Outcome.Result.UNCERTAIN, "the program failed: " + e);
    }
  }

  private void go() throws InterruptedException {
    if (known.values().stream().anyMatch(step -> step.status().endsWith("undone"))) {
      goOnRollingBack();
      return;
    }
    if (known.isEmpty()) {
      parts.log().started(plan);
      if (wellTwice()) {
        end(Outcome.Result.NOTHING_TO_DO, "the component was well when the plan was to start");
        return;
      }
    }
    for (Playbook.Step step : plan.steps()) {
      var brake = parts.brakes().on(plan.component());
      if (brake.isPresent()) {
        rollBack(Outcome.Result.STOPPED, "the brake is pulled: " + brake.get().reason());
        return;
      }
      if (!step(step)) {
        return;
      }
    }
    verify();
  }

  /** The program stopped in a rollback: what is not yet undone is, and nothing runs again. */
  private void goOnRollingBack() throws InterruptedException {
    for (Playbook.Step step : plan.steps()) {
      ExecutionLog.StepState before = known.get(step.id());
      if (before != null && !before.status().equals("undone")) {
        rollback.register(step, before.undo());
      }
    }
    rollBack(unverified(), "not verified; the program stopped while it was undone");
  }

  private boolean wellTwice() throws InterruptedException {
    String check = plan.verify().check();
    if (!parts.health().complaints(component, check).isEmpty()) {
      return false;
    }
    Thread.sleep(100);
    return plan.knownIssue().startsWith("process-")
        && parts.health().complaints(component, check).isEmpty();
  }

  /** Runs one step; answers whether the plan goes on. */
  private boolean step(Playbook.Step step) throws InterruptedException {
    Action<?> action = parts.actions().require(step.action());
    ExecutionLog.StepState before = known.get(step.id());
    if (before != null) {
      rollback.register(step, before.undo());
      if (before.status().equals("done")) {
        return true;
      }
    }
    if (before != null && action.repeat() == Action.Repeat.AT_MOST_ONCE) {
      end(Outcome.Result.UNCERTAIN, "it is unknown whether step " + step.id() + " ran");
      return false;
    }
    String failure = "";
    for (int tries = 0; tries <= step.retries(); tries++) {
      try {
        Actions.Bound<?> bound = parts.actions().bind(action, step.with());
        if (rollback.registered(step).isEmpty()) {
          rollback.register(step, bound.prepare(context));
        }
        parts.log().intended(plan, step.id(), rollback.registered(step).orElseThrow());
        long start = System.nanoTime();
        String detail = limited(step.timeout(), bound);
        long millis = (System.nanoTime() - start) / 1_000_000;
        parts.log().done(plan, step.id(), true, detail, millis);
        return true;
      } catch (ActionFailed e) {
        failure = "step " + step.id() + ": " + e.getMessage();
        parts.log().done(plan, step.id(), false, failure, 0);
      }
    }
    rollBack(changedSomething(step) ? Outcome.Result.NOT_HEALED : Outcome.Result.STOPPED, failure);
    return false;
  }

  /**
   * Whether a step with an effect was tried; if none was, the failure says nothing about the
   * playbook.
   */
  private boolean changedSomething(Playbook.Step last) {
    return plan.steps().subList(0, plan.steps().indexOf(last) + 1).stream()
        .anyMatch(step -> parts.actions().safety(step.action()) != Safety.READ_ONLY);
  }

  private String limited(Duration limit, Actions.Bound<?> bound)
      throws ActionFailed, InterruptedException {
    FutureTask<String> task = new FutureTask<>(() -> bound.run(context));
    Thread thread = new Thread(task, "step");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      thread.join(ENDING_MILLIS);
      if (thread.isAlive()) {
        throw new IllegalStateException("a step goes on though it was told to end", e);
      }
      throw new ActionFailed("it did not end within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ActionFailed failed
          ? failed
          : new ActionFailed(String.valueOf(e.getCause()), e);
    } finally {
      task.cancel(true);
    }
  }

  private void verify() throws InterruptedException {
    Playbook.Verify verify = plan.verify();
    long end = System.nanoTime() + verify.within().toNanos();
    long wellSince = 0;
    long downSince = 0;
    int ends = 0;
    List<String> complaints = List.of();
    while (true) {
      long now = System.nanoTime();
      complaints = parts.health().complaints(component, verify.check());
      if (complaints.isEmpty()) {
        if (wellSince == 0) {
          wellSince = now;
          parts.log().noted(plan, "well", "first good look; the stability window begins");
          end = now + verify.within().toNanos() + 2 * parts.stability().toNanos();
        }
        if (now - wellSince >= parts.stability().toNanos()) {
          adoptStable();
          end(Outcome.Result.HEALED, "well over the stability window");
          return;
        }
      } else {
        if (wellSince != 0) {
          parts.log().noted(plan, "ill", String.join("; ", complaints));
        }
        wellSince = 0;
        downSince =
            complaints.contains(Health.NOT_RUNNING) ? (downSince == 0 ? now : downSince) : 0;
        ends += downSince == now ? 1 : 0;
        boolean stays = ends >= MOST_ENDS || (downSince != 0 && now - downSince > staysDown());
        if (now > end || stays) {
          rollBack(unverified(), "not verified: " + String.join("; ", complaints));
          return;
        }
      }
      Thread.sleep(verify.every().toMillis());
    }
  }

  /** After how long a process that is down stays down: at once when the plan lacks its start and nobody else starts it. */
  private long staysDown() {
    boolean alone = component.policy().managedBy().equals("clarity");
    return !plan.pending().isEmpty() && alone ? 0 : STAYS_DOWN_NANOS;
  }

  /** A safe subset that did not help says nothing about the whole plan. */
  private Outcome.Result unverified() {
    return plan.pending().isEmpty() ? Outcome.Result.NOT_HEALED : Outcome.Result.STOPPED;
  }

  /** What a healed component's data look like is the next stable copy. */
  private void adoptStable() {
    StableData.adopt(parts.hands().lastGood(), plan.component(), component);
  }

  private void rollBack(Outcome.Result result, String reason) throws InterruptedException {
    end(rollback.run() ? result : Outcome.Result.WORSE, reason);
  }

  private void end(Outcome.Result result, String detail) {
    ended = true;
    parts.log().ended(plan, plan.outcome(result, parts.hands().clock().millis()), detail);
  }
}
