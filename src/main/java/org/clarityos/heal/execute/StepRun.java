package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;
import org.jspecify.annotations.Nullable;

/** The run of one step, with its tries, each written down before and after it. */
final class StepRun {
  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final ActionContext context;
  private final LimitedCall calls;
  private final Rollback rollback;

  StepRun(
      PlaybookExecutor.Parts parts, RecoveryPlan plan, ActionContext context, Rollback rollback) {
    this.parts = parts;
    this.plan = plan;
    this.context = context;
    this.calls = new LimitedCall(parts.log(), plan);
    this.rollback = rollback;
  }

  /**
   * How a step ended.
   *
   * @param failure why it failed; empty when it did not
   * @param known whether it is known what it did
   * @param braked whether it was not begun, or not begun again, because the brake was pulled
   */
  record End(String failure, boolean known, boolean braked) {
    static final End WELL = new End("", true);

    End(String failure, boolean known) {
      this(failure, known, false);
    }

    boolean well() {
      return failure.isEmpty() && known;
    }
  }

  /**
   * Runs a step.
   *
   * @param before what is known of it; nothing when it was never tried
   */
  End run(Playbook.Step step, ExecutionLog.@Nullable StepState before) throws InterruptedException {
    Action<?> action = parts.actions().require(step.action());
    boolean once = action.repeat() == Action.Repeat.AT_MOST_ONCE;
    if (before != null) {
      rollback.register(step, before.undo());
      if (before.status().equals("done")) {
        return End.WELL;
      }
      if (once) {
        boolean failed = before.status().equals("failed");
        return new End(
            failed ? "step " + step.id() + " failed" : "it is unknown whether it ran", failed);
      }
    }
    End end = End.WELL;
    for (int tries = 0; tries <= (once ? 0 : step.retries()); tries++) {
      end = tried(step, action);
      if (end.well() || end.braked()) {
        return end;
      }
    }
    return once ? end : new End(end.failure(), true);
  }

  private End tried(Playbook.Step step, Action<?> action) throws InterruptedException {
    try {
      Actions.Bound<?> bound = parts.actions().bind(action, step.with());
      if (rollback.registered(step).isEmpty()) {
        rollback.register(step, prepared(step, bound));
      }
      parts.log().intended(plan, step.id(), rollback.registered(step).orElseThrow());
      // Looked at last: to register the undo, or the try before, may have taken minutes.
      var brake = parts.brakes().on(plan.component());
      if (brake.isPresent()) {
        return new End(braked(brake.get()), true, true);
      }
      long start = System.nanoTime();
      String detail = calls.within(step.timeout(), () -> bound.run(context));
      long millis = (System.nanoTime() - start) / 1_000_000;
      parts.log().done(plan, step.id(), true, detail, millis);
      return End.WELL;
    } catch (LimitedCall.Hung e) {
      String hung = "step " + step.id() + ": " + e.getMessage();
      if (action.repeat() != Action.Repeat.AT_MOST_ONCE) {
        // Of one that may run once only too little is known to write down that it failed.
        parts.log().done(plan, step.id(), false, hung, 0);
      }
      return new End(hung, false);
    } catch (ActionFailed e) {
      String failure = "step " + step.id() + ": " + e.getMessage();
      parts.log().done(plan, step.id(), false, failure, 0);
      return new End(failure, true);
    }
  }

  /** Why nothing is begun. */
  static String braked(Brake brake) {
    return "the brake is pulled: " + brake.reason();
  }

  /** Has the undo registered; one that cannot be in time has changed nothing yet. */
  private ObjectNode prepared(Playbook.Step step, Actions.Bound<?> bound)
      throws ActionFailed, InterruptedException {
    try {
      return calls.within(step.timeout(), () -> bound.prepare(context));
    } catch (LimitedCall.Hung e) {
      throw new ActionFailed("its undo could not be registered: " + e.getMessage(), e);
    }
  }
}
