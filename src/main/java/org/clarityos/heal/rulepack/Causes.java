package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.playbook.Effect;
import org.clarityos.heal.playbook.Playbook;

/**
 * The known issues that a playbook causes: those that are diagnosed by what its actions leave behind,
 * and by nothing else.
 */
final class Causes {
  /** What is there whatever a playbook does. */
  private static final Set<String> ALWAYS = Set.of("Now", "Batch", "ComponentInfo");

  private final Playbook playbook;
  private final List<Conclusion> conclusions;
  private final Map<Class<? extends Fact>, Effect> left = new LinkedHashMap<>();
  private final Map<String, Cause> symptoms = new TreeMap<>();

  /**
   * That a playbook causes a known issue.
   *
   * @param playbook the playbook
   * @param issue the known issue that it causes
   * @param by the effect that does
   * @param trigger the rule that looks for that effect
   * @param pattern where it does
   */
  record Cause(
      Playbook playbook, String issue, Effect by, Conclusion trigger, Conditions.Matched pattern) {
    Cause of(String other) {
      return new Cause(playbook, other, by, trigger, pattern);
    }
  }

  private Causes(
      Playbook playbook, List<Conclusion> conclusions, Function<String, List<Effect>> effects) {
    this.playbook = playbook;
    this.conclusions = conclusions;
    // Of each type of fact, what the last action with one makes of it.
    for (Playbook.Step step : playbook.steps()) {
      effects.apply(step.action()).forEach(effect -> left.put(effect.fact(), effect));
    }
  }

  /**
   * What a playbook causes.
   *
   * @param effects what monitors see once an action has worked, by the action's name
   * @param threshold the confidence from which on there is a diagnosis
   */
  static List<Cause> of(
      Playbook playbook,
      List<Conclusion> conclusions,
      Function<String, List<Effect>> effects,
      BigDecimal threshold) {
    return new Causes(playbook, conclusions, effects).all(threshold);
  }

  private List<Cause> all(BigDecimal threshold) {
    for (Conclusion each : conclusions) {
      Optional<Cause> seen = seen(each);
      if (each.kind() == Conclusion.Kind.SYMPTOM) {
        seen.ifPresent(cause -> symptoms.putIfAbsent(each.about(), cause));
      } else if (each.kind() == Conclusion.Kind.INHIBITION && seen.isPresent()) {
        return List.of();
      }
    }
    Map<String, List<Conclusion>> evidence = new TreeMap<>();
    Map<String, Cause> causes = new TreeMap<>();
    for (Conclusion each : conclusions) {
      boolean against =
          each.kind() == Conclusion.Kind.AGAINST
              && each.symptoms().stream().anyMatch(symptoms::containsKey);
      Optional<Cause> seen = each.kind() == Conclusion.Kind.FOR ? seen(each) : Optional.empty();
      if (against || seen.isPresent()) {
        evidence.computeIfAbsent(each.about(), issue -> new ArrayList<>()).add(each);
      }
      seen.ifPresent(cause -> causes.putIfAbsent(each.about(), cause.of(each.about())));
    }
    causes
        .keySet()
        .removeIf(issue -> !diagnosed(evidence.getOrDefault(issue, List.of()), threshold));
    return List.copyOf(causes.values());
  }

  private static boolean diagnosed(List<Conclusion> evidence, BigDecimal threshold) {
    BigDecimal confidence = Reach.confidence(evidence);
    return confidence.signum() > 0 && confidence.compareTo(threshold) >= 0;
  }

  /** Why a rule concludes, when all that it asks for is left, follows from that, or is always there. */
  private Optional<Cause> seen(Conclusion rule) {
    List<Cause> causes = new ArrayList<>();
    for (Conditions.Part part : rule.conditions().parts()) {
      Conditions.Matched pattern = part.patterns().get(0);
      if (part.kind() == Conditions.Kind.NOT) {
        // What holds only until some time goes by itself.
        if (part.patterns().stream().anyMatch(each -> each.type().equals("Now"))) {
          return Optional.empty();
        }
      } else if (part.patterns().size() > 1) {
        return Optional.empty();
      } else if (!ALWAYS.contains(pattern.type())) {
        Optional<Cause> cause = cause(rule, pattern);
        if (cause.isEmpty()) {
          return Optional.empty();
        }
        causes.add(cause.get());
      }
    }
    return causes.stream().findFirst();
  }

  private Optional<Cause> cause(Conclusion rule, Conditions.Matched pattern) {
    if (pattern.type().equals("Symptom")) {
      return rule.symptoms().stream().filter(symptoms::containsKey).map(symptoms::get).findFirst();
    }
    return left.values().stream()
        .filter(effect -> effect.fact().getSimpleName().equals(pattern.type()))
        .filter(effect -> own(pattern, rule) && matches(effect, pattern, rule))
        .map(effect -> new Cause(playbook, rule.about(), effect, rule, pattern))
        .findFirst();
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
    for (String each : effect.constraints()) {
      all.add(Constraint.of(each, 0, name -> pattern.name() + "." + name));
    }
    return Possible.together(all, rule.conditions().types());
  }
}
