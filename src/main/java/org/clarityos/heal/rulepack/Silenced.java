package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.yaml.Problem;

/**
 * The look for rules that the engine keeps from firing once their pack stands beside another: a
 * condition {@code exists ( A() and not B() )} beside {@code exists ( A() and C() )} of another pack,
 * after the same beginning (apache/incubator-kie #7115, open in Drools 10.2).
 */
final class Silenced {
  private Silenced() {}

  /** One group of facts in an {@code exists}, with what stands before it. */
  private record Group(Conclusion of, Conditions.Part part) {
    boolean negates() {
      return part.named().contains(" and not(");
    }
  }

  static List<Problem> problems(List<Conclusion> conclusions) {
    Map<String, List<Group>> alike = new HashMap<>();
    for (Conclusion each : conclusions) {
      StringBuilder before = new StringBuilder();
      for (Conditions.Part part : each.conditions().parts()) {
        if (part.kind() == Conditions.Kind.EXISTS && part.named().contains(" and ")) {
          String first = part.named().substring(0, part.named().indexOf(" and "));
          alike
              .computeIfAbsent(before + first, key -> new ArrayList<>())
              .add(new Group(each, part));
        }
        before.append(part.named()).append('\n');
      }
    }
    List<Problem> problems = new ArrayList<>();
    for (List<Group> groups : alike.values()) {
      for (Group group : groups) {
        groups.stream()
            .filter(other -> !other.of().place().pack().equals(group.of().place().pack()))
            .filter(other -> group.negates() && !other.part().named().equals(group.part().named()))
            .findFirst()
            .ifPresent(other -> problems.add(problem(group, other)));
      }
    }
    return problems;
  }

  private static Problem problem(Group group, Group other) {
    Conclusion.Place place = group.of().place();
    Conditions.Matched first = group.part().patterns().get(0);
    return place
        .problem(
            first,
            "rule \""
                + place.rule().getName()
                + "\" would stay silent: the engine shares its exists ( "
                + first.type()
                + " and not … ) with that of "
                + other.of().place().words()
                + ", and then never looks at it (apache/incubator-kie #7115); write "
                + first.type()
                + " as a pattern before it, or derive a symptom from it first")
        .as("silenced-rule");
  }
}
