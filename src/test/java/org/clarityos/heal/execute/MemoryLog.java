package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.plan.RecoveryPlan;

/** An execution log in memory that outlives an executor, as the database does. */
final class MemoryLog implements ExecutionLog {
  final List<String> entries = new CopyOnWriteArrayList<>();
  private final Map<RecoveryPlan, Map<String, StepState>> running = new LinkedHashMap<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  @Override
  public synchronized void started(RecoveryPlan plan) {
    entries.add("started");
    running.put(plan, new LinkedHashMap<>());
  }

  @Override
  public synchronized void intended(RecoveryPlan plan, String step, ObjectNode undo) {
    entries.add("intended " + step);
    running.getOrDefault(plan, new LinkedHashMap<>()).put(step, new StepState(undo, "intended"));
  }

  @Override
  public synchronized void done(
      RecoveryPlan plan, String step, boolean well, String detail, long millis) {
    entries.add((well ? "done " : "failed ") + step + ": " + detail);
    status(plan, step, well ? "done" : "failed");
  }

  @Override
  public synchronized void undone(RecoveryPlan plan, String step, boolean well, String detail) {
    entries.add((well ? "undone " : "not undone ") + step);
    status(plan, step, well ? "undone" : "not-undone");
  }

  @Override
  public void noted(RecoveryPlan plan, String kind, String detail) {
    entries.add(kind);
  }

  @Override
  public synchronized void ended(RecoveryPlan plan, Outcome outcome, String detail) {
    entries.add("ended: " + detail);
    running.remove(plan);
    outcomes.add(outcome);
  }

  @Override
  public synchronized List<Unfinished> unfinished() {
    return running.entrySet().stream()
        .map(entry -> new Unfinished(entry.getKey(), new LinkedHashMap<>(entry.getValue())))
        .toList();
  }

  private void status(RecoveryPlan plan, String step, String status) {
    Map<String, StepState> steps = running.getOrDefault(plan, Map.of());
    steps.computeIfPresent(step, (id, state) -> new StepState(state.undo(), status));
  }

  /** The outcome of the next plan that ends, waited for up to twenty seconds. */
  Outcome.Result result() throws InterruptedException {
    Outcome outcome = outcomes.poll(20, TimeUnit.SECONDS);
    if (outcome == null) {
      throw new AssertionError("no plan ended within twenty seconds; the log says " + entries);
    }
    return outcome.result();
  }

  /** Whether another plan has ended. */
  boolean anotherEnded() {
    return !outcomes.isEmpty();
  }
}
