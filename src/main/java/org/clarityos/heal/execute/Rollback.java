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
  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final ActionContext context;
  private final Map<String, Undo> undos = new LinkedHashMap<>();

  private record Undo(Playbook.Step step, ObjectNode registered) {}

  Rollback(PlaybookExecutor.Parts parts, RecoveryPlan plan, ActionContext context) {
    this.parts = parts;
    this.plan = plan;
    this.context = context;
  }

  /** Remembers what a step registered; what its first try registered stays. */
  void register(Playbook.Step step, ObjectNode registered) {
    undos.putIfAbsent(step.id(), new Undo(step, registered));
  }

  /** What a step registered; empty before its first try. */
  Optional<ObjectNode> registered(Playbook.Step step) {
    return Optional.ofNullable(undos.get(step.id())).map(Undo::registered);
  }

  /** Undoes all steps, the last first; answers whether each could be undone. */
  boolean run() throws InterruptedException {
    boolean well = true;
    List<Undo> order = new ArrayList<>(undos.values());
    for (int i = order.size() - 1; i >= 0; i--) {
      Undo undo = order.get(i);
      if (!undo.registered().isEmpty()) {
        well &= undo(undo);
      }
    }
    return well;
  }

  private boolean undo(Undo undo) throws InterruptedException {
    String step = undo.step().id();
    try {
      Action<?> action = parts.actions().require(undo.step().action());
      parts.log().undone(plan, step, true, action.undo(undo.registered(), context));
      return true;
    } catch (ActionFailed e) {
      parts.log().undone(plan, step, false, String.valueOf(e.getMessage()));
      return false;
    }
  }
}
