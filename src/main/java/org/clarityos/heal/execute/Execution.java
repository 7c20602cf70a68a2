package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/**
 * One running plan: its steps in order, its verification, and its rollback when it did not help.
 */
final class Execution {
  /** A decision that waited longer for its plan to start is no longer acted on; the next attempt decides anew. */
  private static final Duration STALE = Duration.ofMinutes(1);

  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final Component component;
  private final ExecutionLog.Progress known;
  private final Condition before;
  private final Rollback rollback;
  private final StepRun steps;
  private final Verification verification;
  private boolean ended;

  /**
   * A plan that starts, or goes on.
   *
   * @param related the component and all that needs it
   * @param known how far it had come, and how well all was before it started
   */
  Execution(
      PlaybookExecutor.Parts parts,
      RecoveryPlan plan,
      Component component,
      Set<String> related,
      ExecutionLog.Progress known) {
    this.parts = parts;
    this.plan = plan;
    this.component = component;
    this.known = known;
    this.before = known.before();
    ActionContext context =
        new ActionContext(
            parts.inventory(), component, parts.hands(), parts.keep().resolve(plan.id()));
    this.rollback = new Rollback(parts, plan, context);
    this.steps = new StepRun(parts, plan, context, rollback);
    this.verification = new Verification(parts, plan, component, related, before);
  }

  void run() throws InterruptedException {
    try {
      go();
    } catch (LogFailed | LeaseLost e) {
      throw e;
    } catch (LimitedCall.GoesOn e) {
      registerRest();
      leave("a step of it still runs: " + e.getMessage());
      // A person knows; the next plan for the component waits all the same.
      e.await();
    } catch (RuntimeException e) {
      // A fault of the program: whoever waits for the outcome is told, unless the program stops.
      if (ended || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      registerRest();
      leave("the program failed: " + e);
    }
  }

  private void go() throws InterruptedException {
    if (known.takenBack().isPresent()) {
      goOnTakingBack(known.takenBack().get());
      return;
    }
    if (known.stage() == ExecutionLog.Stage.NEW) {
      parts.log().started(plan, before);
      long waited = parts.hands().clock().millis() - plan.decidedAt();
      if (waited > STALE.toMillis()) {
        end(
            Outcome.Result.STOPPED,
            "the decision was "
                + waited / 1000
                + " s old when its plan was to start: it is stale after "
                + STALE.toSeconds()
                + " s");
        return;
      }
    }
    if (known.steps().isEmpty() && verification.goneBefore()) {
      end(Outcome.Result.NOTHING_TO_DO, "the component was well when the plan was to start");
      return;
    }
    for (Playbook.Step step : plan.steps()) {
      var brake = parts.brakes().on(plan.component());
      if (brake.isPresent()) {
        registerRest();
        takeBack(Outcome.Result.STOPPED, StepRun.braked(brake.get()));
        return;
      }
      if (!step(step)) {
        return;
      }
    }
    verify();
  }

  /** The program stopped while it took the plan back: what is not yet undone is, and nothing runs again. */
  private void goOnTakingBack(ExecutionLog.TakenBack why) throws InterruptedException {
    registerRest();
    undoAndEnd(why);
  }

  /** What steps registered before the program stopped is undone with the rest. */
  private void registerRest() {
    for (Playbook.Step step : plan.steps()) {
      ExecutionLog.StepState state = known.steps().get(step.id());
      if (state != null && !state.status().equals("undone")) {
        rollback.register(step, state.undo());
      }
    }
  }

  /** Runs one step; answers whether the plan goes on. */
  private boolean step(Playbook.Step step) throws InterruptedException {
    StepRun.End end = steps.run(step, known.steps().get(step.id()));
    if (end.well()) {
      return true;
    }
    if (end.braked()) {
      takeBack(Outcome.Result.STOPPED, end.failure());
      return false;
    }
    if (!end.known()) {
      leave("step " + step.id() + " may run once only: " + end.failure());
      return false;
    }
    takeBack(
        changedSomething(step) ? Outcome.Result.NOT_HEALED : Outcome.Result.STOPPED, end.failure());
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

  private void verify() throws InterruptedException {
    var lacking = verification.run();
    if (lacking.isPresent()) {
      takeBack(unverified(), "not verified: " + lacking.get());
      return;
    }
    // What a healed component's data look like is the next stable copy.
    StableData.adopt(parts.hands().lastGood(), plan.component(), component);
    end(Outcome.Result.HEALED, "well over the stability window");
  }

  /** A safe subset that did not help says nothing about the whole plan. */
  private Outcome.Result unverified() {
    return plan.pending().isEmpty() ? Outcome.Result.NOT_HEALED : Outcome.Result.STOPPED;
  }

  private void takeBack(Outcome.Result result, String reason) throws InterruptedException {
    ExecutionLog.TakenBack why = new ExecutionLog.TakenBack(result, reason);
    parts.log().takenBack(plan, why);
    undoAndEnd(why);
  }

  /** Undoes all, and looks from outside whether that left anything worse than it was. */
  private void undoAndEnd(ExecutionLog.TakenBack why) throws InterruptedException {
    List<String> notUndone = rollback.run();
    if (!notUndone.isEmpty()) {
      end(
          Outcome.Result.WORSE,
          why.reason() + "; and not all could be undone: " + String.join("; ", notUndone));
      return;
    }
    List<String> worse = verification.worseInTheEnd();
    if (worse.isEmpty()) {
      end(why.result(), why.reason());
    } else {
      end(Outcome.Result.WORSE, why.reason() + "; undone, and still " + String.join("; ", worse));
    }
  }

  /** Leaves all as it is to a person, and says what that is. */
  private void leave(String reason) throws InterruptedException {
    List<String> left = rollback.left();
    end(
        Outcome.Result.UNCERTAIN,
        left.isEmpty() ? reason : reason + "; not undone: " + String.join(", ", left));
  }

  private void end(Outcome.Result result, String detail) throws InterruptedException {
    List<String> sideEffects = sideEffects();
    ended = true;
    parts
        .log()
        .ended(
            plan,
            plan.outcome(result, parts.hands().clock().millis()),
            new ExecutionLog.Ending(detail, sideEffects));
  }

  /** What is worse than before; that it cannot be looked at keeps no plan from its end. */
  private List<String> sideEffects() throws InterruptedException {
    try {
      return verification.worse();
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return List.of("what it left could not be looked at: " + e.getMessage());
    }
  }
}
