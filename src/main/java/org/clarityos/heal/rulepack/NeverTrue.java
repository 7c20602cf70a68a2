package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.clarityos.heal.yaml.Problem;
import org.drools.drl.ast.descr.RuleDescr;

/** The look for constraints that exclude each other: a pattern that no fact can match. */
final class NeverTrue {
  private NeverTrue() {}

  /** The patterns of a rule that no fact can match. */
  static List<Problem> problems(DrlText source, RuleDescr rule) {
    Conditions conditions = Conditions.of(source, rule);
    List<Problem> problems = new ArrayList<>();
    conditions
        .patterns()
        .filter(pattern -> Possible.together(pattern.around(), conditions.types()))
        .forEach(pattern -> pattern(source, pattern, conditions.types(), problems));
    return problems;
  }

  private static void pattern(
      DrlText source,
      Conditions.Matched pattern,
      Map<String, Class<?>> types,
      List<Problem> problems) {
    List<Constraint> all = new ArrayList<>(pattern.around());
    all.addAll(pattern.constraints());
    if (Possible.together(all, types)) {
      return;
    }
    List<Constraint> core = core(all, types);
    Constraint last = core.get(core.size() - 1);
    String texts = core.stream().map(Constraint::text).collect(Collectors.joining(" and "));
    String message =
        core.size() > 1
            ? texts
                + " are never true together, so this "
                + pattern.type()
                + " is never there; leave one out, or join them with || where one is enough"
            : texts
                + " is never true, so this "
                + pattern.type()
                + " is never there"
                + right(last, types);
    problems.add(source.at(last.at(), message).as("never-true"));
  }

  /** What a single comparison could have been. */
  private static String right(Constraint constraint, Map<String, Class<?>> types) {
    return constraint.alternatives().stream()
        .flatMap(List::stream)
        .map(comparison -> types.get(comparison.left().field()))
        .filter(type -> type != null && type.isEnum())
        .findFirst()
        .map(type -> "; it is one of " + Arrays.toString(type.getEnumConstants()))
        .orElse("; where one of its parts is enough, join them with ||");
  }

  /** The fewest of some constraints that still exclude each other, in their order. */
  private static List<Constraint> core(List<Constraint> all, Map<String, Class<?>> types) {
    List<Constraint> core = new ArrayList<>(all);
    for (Constraint each : all) {
      List<Constraint> less = new ArrayList<>(core);
      less.remove(each);
      if (!Possible.together(less, types)) {
        core = less;
      }
    }
    return core;
  }
}
