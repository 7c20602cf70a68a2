package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/** The way back of one running plan: what its steps registered before they ran. */
final class Rollback {
  /** An undo may take so many times as long as its step: one that stops what a step started has to wait for its end. */
  private static final int TIMES_AS_LONG = 3;

  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final ActionContext context;
  private final LimitedCall calls;
  private final Map<String, Undo> undos = new LinkedHashMap<>();

  private record Undo(Playbook.Step step, ObjectNode registered) {}

  Rollback(PlaybookExecutor.Parts parts, RecoveryPlan plan, ActionContext context) {
    this.parts = parts;
    this.plan = plan;
    this.context = context;
    this.calls = new LimitedCall(parts.log(), plan);
  }

  /** Remembers what a step registered; what its first try registered stays. */
  void register(Playbook.Step step, ObjectNode registered) {
    undos.putIfAbsent(step.id(), new Undo(step, registered));
  }

  /** What a step registered; empty before its first try. */
  Optional<ObjectNode> registered(Playbook.Step step) {
    return Optional.ofNullable(undos.get(step.id())).map(Undo::registered);
  }

  /** Undoes all steps, the last first, and each though another could not be; answers what could not, a sentence each. */
  List<String> run() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    List<Undo> order = new ArrayList<>(undos.values());
    for (int i = order.size() - 1; i >= 0; i--) {
      Undo undo = order.get(i);
      if (undo.registered().isEmpty()) {
        continue;
      }
      undo(undo).ifPresentOrElse(failures::add, () -> undos.remove(undo.step().id()));
    }
    return failures;
  }

  /** The steps that have something to undo and were not undone. */
  List<String> left() {
    return undos.values().stream()
        .filter(undo -> !undo.registered().isEmpty())
        .map(undo -> undo.step().id())
        .toList();
  }

  /** Undoes one; answers why it could not, empty when it could. */
  private Optional<String> undo(Undo undo) throws InterruptedException {
    String step = undo.step().id();
    try {
      Action<?> action = parts.actions().require(undo.step().action());
      String detail =
          calls.within(
              undo.step().timeout().multipliedBy(TIMES_AS_LONG),
              () -> action.undo(undo.registered(), context));
      parts.log().undone(plan, step, true, detail);
      return Optional.empty();
    } catch (ActionFailed | LimitedCall.Hung e) {
      parts.log().undone(plan, step, false, String.valueOf(e.getMessage()));
      return Optional.of("step " + step + ": " + e.getMessage());
    }
  }
}
