package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.plan.RecoveryPlan;

/**
 * The durable memory of executions. Every call returns only when it is committed together with its
 * audit record; a call that throws {@link LogFailed} means that nothing may be done until the memory
 * is back, one that throws {@link LeaseLost} that another executor has the plan.
 */
public interface ExecutionLog {
  /** How long a claim holds without a beat. */
  Duration lease();

  /**
   * Claims a plan, and with it the components that it may touch.
   *
   * @return whether it is ours; if not, another executor lives and works on one of the components
   */
  boolean claim(RecoveryPlan plan, Set<String> components);

  /** Renews the claims that are held. */
  void beat();

  /** Whether the claim of a plan surely holds: when it does not, another executor may have it soon, and nothing may go on. */
  boolean holds(RecoveryPlan plan);

  /** Gives up the claim of a plan. */
  void release(RecoveryPlan plan);

  /**
   * Does what interrupts executions at a moment when none of them is at the memory: a database file
   * that is interrupted while it is written is closed for all.
   */
  void between(Runnable interruption);

  /** How far a plan has come. */
  Progress progress(RecoveryPlan plan);

  /** A plan is about to start; {@code before} is how well all was that it may touch. */
  void started(RecoveryPlan plan, Condition before);

  /** A step is about to run; {@code undo} is what its action registered. */
  void intended(RecoveryPlan plan, String step, ObjectNode undo);

  /** A step ended, well or not. */
  void done(RecoveryPlan plan, String step, boolean well, String detail, long millis);

  /** A plan is about to be taken back; from here on no step of it runs again. */
  void takenBack(RecoveryPlan plan, TakenBack why);

  /** A step was undone, well or not. */
  void undone(RecoveryPlan plan, String step, boolean well, String detail);

  /** Something worth a record happened: first good answer, stability window begun, brake seen. */
  void noted(RecoveryPlan plan, String kind, String detail);

  /** The execution ended; its outcome is handed to the journal next, and once only per plan. */
  void ended(RecoveryPlan plan, Outcome outcome, Ending ending);

  /** Hands the outcome of a plan that ended to the journal, when the program stopped before it had. */
  void tell(RecoveryPlan plan);

  /** The plans that had been started and not ended, or whose outcome the journal does not have. */
  List<RecoveryPlan> unfinished();

  /**
   * How far a plan has come.
   *
   * @param stage where it stands
   * @param before how well all was before it started
   * @param takenBack why it is being taken back; empty when it is not
   * @param steps what is known of its steps, by id, in the order in which they were intended
   */
  record Progress(
      Stage stage, Condition before, Optional<TakenBack> takenBack, Map<String, StepState> steps) {
    /** Of a plan that was never started. */
    static final Progress NONE =
        new Progress(Stage.NEW, Condition.UNKNOWN, Optional.empty(), Map.of());

    /** The same of a plan before whose start all was as well as this. */
    Progress after(Condition condition) {
      return new Progress(stage, condition, takenBack, steps);
    }

    /** The steps that have something to undo and were not undone. */
    List<String> left() {
      return steps.entrySet().stream()
          .filter(step -> !step.getValue().undo().isEmpty())
          .filter(step -> !step.getValue().status().equals("undone"))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Where a plan stands. */
  enum Stage {
    /** It was never started. */
    NEW,
    /** It was started and has not ended. */
    RUNNING,
    /** It ended, and the journal may not have its outcome. */
    UNTOLD,
    /** It ended, and the journal has its outcome. */
    TOLD
  }

  /**
   * Why a plan is taken back.
   *
   * @param result what it comes to when that succeeds
   * @param reason the reason, for people
   */
  record TakenBack(Outcome.Result result, String reason) {}

  /**
   * What is said of an end.
   *
   * @param detail the reason, for people
   * @param sideEffects what is worse with related components than before, a sentence each
   */
  record Ending(String detail, List<String> sideEffects) {
    /** Keeps a copy. */
    public Ending {
      sideEffects = List.copyOf(sideEffects);
    }
  }

  /**
   * What is known of a step.
   *
   * @param undo what its action registered
   * @param status {@code intended}, {@code done}, {@code failed}, {@code undone} or {@code
   *     not-undone}, when that was tried and failed
   */
  record StepState(ObjectNode undo, String status) {}
}
