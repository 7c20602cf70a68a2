package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.clarityos.heal.playbook.Effect;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.rulepack.Causes.Cause;
import org.clarityos.heal.yaml.Problem;

/**
 * The look for playbooks that set themselves off again: what their actions leave behind is what the
 * known issue that they heal is diagnosed by, or one whose playbook leads back to the first.
 */
final class Loops {
  private final List<Conclusion> conclusions;
  private final BigDecimal threshold;
  private final Function<String, List<Effect>> effects;

  Loops(
      List<Conclusion> conclusions, BigDecimal threshold, Function<String, List<Effect>> effects) {
    this.conclusions = conclusions;
    this.threshold = threshold;
    this.effects = effects;
  }

  List<Problem> problems(List<Playbook> playbooks) {
    Map<String, List<Cause>> causes = new TreeMap<>();
    for (Playbook playbook : playbooks) {
      List<Cause> caused = Causes.of(playbook, conclusions, effects, threshold);
      for (Playbook.Handles handled : playbook.handles()) {
        causes.computeIfAbsent(handled.knownIssue(), issue -> new ArrayList<>()).addAll(caused);
      }
    }
    List<Problem> problems = new ArrayList<>();
    Set<Set<String>> told = new HashSet<>();
    causes.keySet().forEach(issue -> follow(issue, List.of(), issue, causes, told, problems));
    return problems;
  }

  private void follow(
      String from,
      List<Cause> way,
      String at,
      Map<String, List<Cause>> causes,
      Set<Set<String>> told,
      List<Problem> problems) {
    for (Cause cause : causes.getOrDefault(at, List.of())) {
      List<Cause> on = new ArrayList<>(way);
      on.add(cause);
      if (cause.issue().equals(from)) {
        if (told.add(on.stream().map(Cause::issue).collect(Collectors.toSet()))) {
          problems.add(problem(from, on));
        }
      } else if (way.stream().noneMatch(before -> before.issue().equals(cause.issue()))) {
        follow(from, on, cause.issue(), causes, told, problems);
      }
    }
  }

  private static Problem problem(String issue, List<Cause> way) {
    Cause last = way.get(way.size() - 1);
    StringBuilder round = new StringBuilder(issue);
    way.forEach(
        cause ->
            round
                .append(" is healed by ")
                .append(cause.playbook().id())
                .append(", which leaves ")
                .append(cause.by())
                .append(", which is seen as ")
                .append(cause.issue()));
    return last.trigger()
        .place()
        .problem(
            last.pattern(),
            round
                + ": it would go round for ever. Let the rule ask for what the playbook does not leave, or let the"
                + " playbook put it right by its last step")
        .as("self-trigger");
  }
}
