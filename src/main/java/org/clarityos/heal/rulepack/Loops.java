package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.playbook.Effect;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.yaml.Problem;

/**
 * The look for playbooks that set themselves off again: what their actions leave behind is what the
 * known issue that they heal is diagnosed by, or one whose playbook leads back to the first.
 */
final class Loops {
  /** What is there whatever a playbook does. */
  private static final Set<String> ALWAYS = Set.of("Now", "Batch", "ComponentInfo");

  private final List<Conclusion> conclusions;
  private final BigDecimal threshold;
  private final Function<String, List<Effect>> effects;

  Loops(
      List<Conclusion> conclusions, BigDecimal threshold, Function<String, List<Effect>> effects) {
    this.conclusions = conclusions;
    this.threshold = threshold;
    this.effects = effects;
  }

  /**
   * That a playbook causes a known issue.
   *
   * @param playbook the playbook
   * @param issue the known issue that it causes
   * @param by the effect that does
   * @param trigger the rule that looks for that effect
   * @param pattern where it does
   */
  private record Cause(
      Playbook playbook, String issue, Effect by, Conclusion trigger, Conditions.Matched pattern) {}

  List<Problem> problems(List<Playbook> playbooks) {
    Map<String, List<Cause>> causes = new TreeMap<>();
    for (Playbook playbook : playbooks) {
      List<Cause> caused = caused(playbook);
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

  /** What a playbook leaves behind: of each type of fact what its last action with one makes of it. */
  private Map<Class<? extends Fact>, Effect> left(Playbook playbook) {
    Map<Class<? extends Fact>, Effect> left = new LinkedHashMap<>();
    for (Playbook.Step step : playbook.steps()) {
      effects.apply(step.action()).forEach(effect -> left.put(effect.fact(), effect));
    }
    return left;
  }

  private List<Cause> caused(Playbook playbook) {
    Map<Class<? extends Fact>, Effect> left = left(playbook);
    Map<String, Cause> seen = new TreeMap<>();
    for (Conclusion each : conclusions) {
      if (each.kind() == Conclusion.Kind.SYMPTOM) {
        trigger(playbook, each, left).ifPresent(cause -> seen.putIfAbsent(each.about(), cause));
      } else if (each.kind() == Conclusion.Kind.INHIBITION
          && trigger(playbook, each, left).isPresent()) {
        return List.of();
      }
    }
    Map<String, List<Conclusion>> evidence = new TreeMap<>();
    for (Conclusion each : conclusions) {
      if (each.symptoms().stream().anyMatch(seen::containsKey)) {
        evidence.computeIfAbsent(each.about(), issue -> new ArrayList<>()).add(each);
      }
    }
    List<Cause> causes = new ArrayList<>();
    evidence.forEach(
        (issue, all) -> {
          BigDecimal confidence = Reach.confidence(all);
          if (confidence.signum() > 0 && confidence.compareTo(threshold) >= 0) {
            causes.add(cause(issue, all, seen));
          }
        });
    return causes;
  }

  private static Cause cause(String issue, List<Conclusion> evidence, Map<String, Cause> seen) {
    Cause first =
        evidence.stream()
            .filter(each -> each.kind() == Conclusion.Kind.FOR)
            .flatMap(each -> each.symptoms().stream())
            .filter(seen::containsKey)
            .map(seen::get)
            .findFirst()
            .orElseThrow();
    return new Cause(first.playbook(), issue, first.by(), first.trigger(), first.pattern());
  }

  /** The effect that lets a rule conclude, when all that it asks for is left or always there. */
  private static Optional<Cause> trigger(
      Playbook playbook, Conclusion rule, Map<Class<? extends Fact>, Effect> left) {
    List<Cause> causes = new ArrayList<>();
    for (Conditions.Part part : rule.conditions().parts()) {
      if (part.kind() == Conditions.Kind.NOT) {
        // What holds only until some time goes by itself.
        if (part.patterns().stream().anyMatch(each -> each.type().equals("Now"))) {
          return Optional.empty();
        }
        continue;
      }
      Conditions.Matched pattern = part.patterns().get(0);
      if (part.patterns().size() == 1 && ALWAYS.contains(pattern.type())) {
        continue;
      }
      Optional<Effect> by =
          left.values().stream()
              .filter(effect -> effect.fact().getSimpleName().equals(pattern.type()))
              .filter(effect -> own(pattern, rule) && matches(effect, pattern, rule))
              .findFirst();
      if (by.isEmpty() || part.patterns().size() > 1) {
        return Optional.empty();
      }
      causes.add(new Cause(playbook, rule.about(), by.get(), rule, pattern));
    }
    return causes.stream().findFirst();
  }

  /** Whether a pattern is about the component that the rule concludes something of. */
  private static boolean own(Conditions.Matched pattern, Conclusion rule) {
    String component = pattern.name() + ".component";
    return component.equals(rule.subject())
        || pattern.constraints().stream()
            .anyMatch(
                each ->
                    each.named().equals(component + " == " + rule.subject())
                        || each.named().equals(rule.subject() + " == " + component));
  }

  private static boolean matches(Effect effect, Conditions.Matched pattern, Conclusion rule) {
    List<Constraint> all = new ArrayList<>(pattern.constraints());
    for (String left : effect.constraints()) {
      all.add(Constraint.of(left, 0, name -> pattern.name() + "." + name));
    }
    return Possible.together(all, rule.conditions().types());
  }
}
