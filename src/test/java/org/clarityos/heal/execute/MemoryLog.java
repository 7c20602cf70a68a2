package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.plan.RecoveryPlan;

/** An execution log in memory that outlives an executor, as the database does. */
final class MemoryLog implements ExecutionLog {
  /** Whether another service holds every component. */
  volatile boolean elsewhere;

  final List<String> entries = new CopyOnWriteArrayList<>();
  private final Map<RecoveryPlan, Map<String, StepState>> running = new LinkedHashMap<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  private final Map<RecoveryPlan, Condition> before = new LinkedHashMap<>();
  private final Map<RecoveryPlan, TakenBack> takenBack = new LinkedHashMap<>();
  private final Set<RecoveryPlan> told = new HashSet<>();

  @Override
  public Duration lease() {
    return Duration.ofHours(1);
  }

  @Override
  public boolean claim(RecoveryPlan plan, Set<String> components) {
    return !elsewhere;
  }

  @Override
  public void beat() {}

  @Override
  public boolean holds(RecoveryPlan plan) {
    return true;
  }

  @Override
  public void release(RecoveryPlan plan) {}

  @Override
  public void between(Runnable interruption) {
    interruption.run();
  }

  @Override
  public synchronized Progress progress(RecoveryPlan plan) {
    boolean runs = running.containsKey(plan);
    Stage stage = told.contains(plan) ? Stage.TOLD : runs ? Stage.RUNNING : Stage.NEW;
    return new Progress(
        stage,
        before.getOrDefault(plan, Condition.UNKNOWN),
        Optional.ofNullable(takenBack.get(plan)),
        new LinkedHashMap<>(running.getOrDefault(plan, Map.of())));
  }

  /** A plan is about to start, of whose neighbours nothing is known. */
  void started(RecoveryPlan plan) {
    started(plan, Condition.UNKNOWN);
  }

  @Override
  public synchronized void started(RecoveryPlan plan, Condition condition) {
    entries.add("started");
    running.put(plan, new LinkedHashMap<>());
    before.put(plan, condition);
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
  public synchronized void takenBack(RecoveryPlan plan, TakenBack why) {
    entries.add("taken back: " + why.reason());
    takenBack.put(plan, why);
  }

  @Override
  public void noted(RecoveryPlan plan, String kind, String detail) {
    entries.add(kind);
  }

  @Override
  public synchronized void ended(RecoveryPlan plan, Outcome outcome, Ending ending) {
    entries.add("ended: " + ending.detail());
    running.remove(plan);
    told.add(plan);
    outcomes.add(outcome);
  }

  @Override
  public void tell(RecoveryPlan plan) {}

  @Override
  public synchronized List<RecoveryPlan> unfinished() {
    return List.copyOf(running.keySet());
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

  /** Whether another plan ends within a time; it is not taken. */
  boolean endsWithin(Duration time) throws InterruptedException {
    Outcome outcome = outcomes.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    return outcome != null && outcomes.add(outcome);
  }

  /** Whether another plan has ended. */
  boolean anotherEnded() {
    return !outcomes.isEmpty();
  }
}
