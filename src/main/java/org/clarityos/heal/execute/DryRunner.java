package org.clarityos.heal.execute;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.execute.action.Preview;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/** The executor's other half: it binds a playbook as the executor is given it, and only tells. */
public final class DryRunner {
  private final PlaybookExecutor.Parts parts;
  private final Binder binder;

  /** A dry runner with the executor's parts. */
  public DryRunner(PlaybookExecutor.Parts parts, Binder binder) {
    this.parts = parts;
    this.binder = binder;
  }

  /** What a playbook would do on a component; empty when there is no such component. */
  public Optional<DryRun> run(Playbook playbook, String componentId) throws InterruptedException {
    Optional<Component> component = parts.inventory().component(componentId);
    return component.isEmpty()
        ? Optional.empty()
        : Optional.of(run(playbook, componentId, component.get()));
  }

  private DryRun run(Playbook playbook, String id, Component component)
      throws InterruptedException {
    RecoveryPlan plan = bound(playbook, id, Decision.Verdict.ACT);
    List<Playbook.Step> safe = bound(playbook, id, Decision.Verdict.ACT_SAFE_SUBSET).steps();
    TreeSet<String> affected = new TreeSet<>(PlaybookExecutor.neighbours(parts.inventory(), id));
    affected.remove(id);
    ActionContext context =
        new ActionContext(
            parts.inventory(), component, parts.hands(), parts.keep().resolve("dry-run"));
    List<DryRun.Step> steps = new ArrayList<>();
    boolean changed = false;
    for (Playbook.Step step : plan.steps()) {
      DryRun.Step told = step(step, context, new Around(affected, safe.contains(step), changed));
      steps.add(told);
      changed |= told.safety() != Safety.READ_ONLY && told.refusal().isEmpty();
    }
    return new DryRun(
        id,
        playbook.id(),
        playbook.title(),
        plan.version(),
        List.copyOf(affected),
        steps,
        verify(plan.verify()),
        refusal(playbook, component, steps));
  }

  private RecoveryPlan bound(Playbook playbook, String id, Decision.Verdict verdict) {
    return binder.bind(
        playbook,
        new Decision(id, "", 1, verdict, playbook.id(), BigDecimal.ZERO, "a dry run", 0),
        "");
  }

  /**
   * What surrounds a step.
   *
   * @param affected what needs the component
   * @param safe whether it is in the safe subset
   * @param changed whether a step before it changes something
   */
  private record Around(TreeSet<String> affected, boolean safe, boolean changed) {}

  private DryRun.Step step(Playbook.Step step, ActionContext context, Around around)
      throws InterruptedException {
    Action<?> action = parts.actions().require(step.action());
    Preview preview = new Preview("", "", "");
    String refusal = "";
    try {
      preview = parts.actions().bind(action, step.with()).preview(context);
    } catch (ActionFailed e) {
      String later = around.changed() ? "; a step before it may change that" : "";
      refusal = e.getMessage() + later;
    }
    return new DryRun.Step(
        step.id(),
        action.name(),
        preview.does(),
        preview.seen(),
        action.safety(),
        impact(action.safety(), around.affected()),
        undo(step, action, preview),
        action.repeat(),
        around.safe(),
        refusal);
  }

  private static String impact(Safety safety, TreeSet<String> affected) {
    return switch (safety) {
      case READ_ONLY -> "changes nothing of the component";
      case REVERSIBLE -> "changes what can be put back";
      case RESTART ->
          "interrupts the component"
              + (affected.isEmpty() ? "" : " and with it " + String.join(", ", affected));
      case DESTRUCTIVE -> "changes or removes something for good";
    };
  }

  /** What the action would register is undone whatever the playbook says; else the playbook's reason stands. */
  private static String undo(Playbook.Step step, Action<?> action, Preview preview) {
    if (!preview.undo().isEmpty()) {
      return preview.undo();
    }
    if (!step.reason().isEmpty()) {
      return "none: " + step.reason();
    }
    return action.safety() == Safety.READ_ONLY ? "none needed" : "nothing to put back";
  }

  private static String verify(Playbook.Verify verify) {
    return "%s within %d ms, looked at every %d ms"
        .formatted(verify.check(), verify.within().toMillis(), verify.every().toMillis());
  }

  /** What keeps the plan from starting, or stops it before it has changed anything. */
  private String refusal(Playbook playbook, Component component, List<DryRun.Step> steps) {
    String id = parts.inventory().id(component);
    var brake = parts.brakes().on(id);
    if (brake.isPresent()) {
      return "the brake is pulled: " + brake.get().reason();
    }
    if (component.policy().fenced()) {
      return "the inventory protects " + component.id();
    }
    if (binder.offers(parts.inventory(), List.of(playbook)).stream()
        .noneMatch(offer -> offer.component().equals(id))) {
      return "%s is not for %s: it handles %s, and needs %s to be declared"
          .formatted(playbook.id(), component.id(), handled(playbook), playbook.needs());
    }
    for (DryRun.Step step : steps) {
      if (!step.refusal().isEmpty()) {
        return "step " + step.id() + ": " + step.refusal();
      }
      if (step.safety() != Safety.READ_ONLY) {
        return "";
      }
    }
    return "";
  }

  private static String handled(Playbook playbook) {
    return playbook.handles().stream()
        .map(handles -> handles.knownIssue() + " on " + String.join(", ", handles.kinds()))
        .collect(Collectors.joining("; "));
  }
}
