package org.clarityos.heal.execute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Safety;

/**
 * What a plan would do as things stand, told step by step without doing any of it.
 *
 * @param component the component's full id
 * @param playbook the playbook's id
 * @param title what the playbook does, in a sentence
 * @param version the playbook's version and hash
 * @param affected the components that need this one, directly or through others
 * @param steps its steps, in order
 * @param verify how it would be proven that it helped
 * @param refusal why it would not start or not come past its first effect; empty when it would
 */
public record DryRun(
    String component,
    String playbook,
    String title,
    String version,
    List<String> affected,
    List<Step> steps,
    String verify,
    String refusal) {
  /** Keeps its own copies. */
  public DryRun {
    affected = List.copyOf(affected);
    steps = List.copyOf(steps);
  }

  /**
   * What one step would do.
   *
   * @param id its id in the playbook
   * @param action the action's name
   * @param does what it would do, to what, from what to what; empty when it would be refused
   * @param seen what moves meanwhile and is worth knowing; empty for nothing
   * @param safety the class of its effect
   * @param impact what that means here
   * @param undo what puts it back
   * @param repeat whether it may be run again when it is unknown whether it ran
   * @param safe whether it is in the plan's safe subset
   * @param refusal why it would be refused; empty when it would not
   */
  public record Step(
      String id,
      String action,
      String does,
      String seen,
      Safety safety,
      String impact,
      String undo,
      Action.Repeat repeat,
      boolean safe,
      String refusal) {
    private String said() {
      String what = refusal.isEmpty() ? does : "is refused: " + refusal;
      return action + " " + what + "; undo: " + undo;
    }
  }

  /** The hash of all that a person agrees to: the same as long as the plan would do the same. */
  public String hash() {
    List<String> parts =
        new ArrayList<>(List.of("dry-run", component, playbook, version, verify, refusal));
    parts.addAll(affected);
    steps.forEach(step -> parts.addAll(List.of(step.id(), step.said(), step.impact())));
    return Ids.of(parts.toArray(String[]::new));
  }

  /** What is no longer as it was in an earlier one, a sentence each; nothing when both have one hash. */
  public List<String> changesSince(DryRun before) {
    List<String> changes = new ArrayList<>();
    tell(changes, "the playbook", before.playbook, playbook);
    tell(changes, "its version", before.version, version);
    tell(changes, "the refusal", before.refusal, refusal);
    tell(changes, "what needs the component", before.affected.toString(), affected.toString());
    Map<String, String> was = new HashMap<>();
    before.steps.forEach(step -> was.put(step.id(), step.said()));
    for (Step step : steps) {
      String said = was.remove(step.id());
      tell(changes, "step " + step.id(), said == null ? "not there" : said, step.said());
    }
    was.forEach((id, said) -> tell(changes, "step " + id, said, "not there"));
    return changes;
  }

  private static void tell(List<String> changes, String what, String was, String now) {
    if (!was.equals(now)) {
      changes.add("%s was \"%s\" and is \"%s\"".formatted(what, was, now));
    }
  }
}
