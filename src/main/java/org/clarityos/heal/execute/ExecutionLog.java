package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.plan.RecoveryPlan;

/**
 * The durable memory of executions. Every call returns only when it is committed together with its
 * audit record; a call that throws means that nothing may be done.
 */
public interface ExecutionLog {
  /** A plan is about to start. */
  void started(RecoveryPlan plan);

  /** A step is about to run; {@code undo} is what its action registered. */
  void intended(RecoveryPlan plan, String step, ObjectNode undo);

  /** A step ended, well or not. */
  void done(RecoveryPlan plan, String step, boolean well, String detail, long millis);

  /** A step was undone, well or not. */
  void undone(RecoveryPlan plan, String step, boolean well, String detail);

  /** Something worth a record happened: first good answer, stability window begun, brake seen. */
  void noted(RecoveryPlan plan, String kind, String detail);

  /**
   * The execution ended; the outcome is handed to the journal in the same call, and once only per
   * plan.
   */
  void ended(RecoveryPlan plan, Outcome outcome, String detail);

  /** What had been started and not ended when the program last stopped. */
  List<Unfinished> unfinished();

  /**
   * An execution that had not ended.
   *
   * @param plan its plan
   * @param steps what is known of its steps, by id, in the order in which they were intended
   */
  record Unfinished(RecoveryPlan plan, Map<String, StepState> steps) {}

  /**
   * What is known of a step.
   *
   * @param undo what its action registered
   * @param status {@code intended}, {@code done}, {@code failed}, {@code undone} or {@code
   *     not-undone}, when that was tried and failed
   */
  record StepState(ObjectNode undo, String status) {}
}
