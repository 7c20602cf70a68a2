package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.yaml.Problem;

/** The look for rules that add nothing, since another holds whenever they do and concludes as much. */
final class Shadows {
  private Shadows() {}

  static List<Problem> problems(List<Conclusion> conclusions) {
    Map<String, List<Conclusion>> alike = new HashMap<>();
    for (Conclusion each : conclusions) {
      alike.computeIfAbsent(each.kind() + "|" + each.about(), key -> new ArrayList<>()).add(each);
    }
    List<Problem> problems = new ArrayList<>();
    for (List<Conclusion> same : alike.values()) {
      for (int at = 0; at < same.size(); at++) {
        shadow(same, at)
            .map(other -> problem(other.shadowed(), other.by()))
            .ifPresent(problems::add);
      }
    }
    return problems;
  }

  /** Two rules, the second of which holds whenever the first does. */
  private record Pair(Conclusion shadowed, Conclusion by) {}

  private static Optional<Pair> shadow(List<Conclusion> same, int at) {
    Conclusion one = same.get(at);
    for (int other = 0; other < same.size(); other++) {
      Conclusion by = same.get(other);
      // Of two rules that say the same the later one is told of.
      boolean equal = other > at && implies(by, one) && by.weight().equals(one.weight());
      if (other != at
          && !equal
          && one.same(by)
          && by.weight().compareTo(one.weight()) >= 0
          && implies(one, by)) {
        return Optional.of(new Pair(one, by));
      }
    }
    return Optional.empty();
  }

  private static Problem problem(Conclusion one, Conclusion by) {
    String weight = by.kind() == Conclusion.Kind.SYMPTOM ? "" : ", with weight " + by.weight();
    return one.place()
        .problem(
            "rule \""
                + one.place().rule().getName()
                + "\" adds nothing: whenever it holds, "
                + by.place().words()
                + " does, and concludes the same"
                + weight
                + "; leave one out, or let that one hold in fewer cases")
        .asWarning()
        .as("shadowed-rule");
  }

  /** Whether one rule holds only when another does. */
  private static boolean implies(Conclusion narrow, Conclusion wide) {
    Map<String, Class<?>> types = new HashMap<>(narrow.conditions().types());
    types.putAll(wide.conditions().types());
    return wide.conditions().parts().stream()
        .allMatch(
            part ->
                narrow.conditions().parts().stream().anyMatch(from -> implies(from, part, types)));
  }

  private static boolean implies(
      Conditions.Part narrow, Conditions.Part wide, Map<String, Class<?>> types) {
    if (narrow.kind() == wide.kind() && narrow.named().equals(wide.named())) {
      return true;
    }
    if (narrow.patterns().size() != 1 || wide.patterns().size() != 1) {
      return false;
    }
    Conditions.Matched one = narrow.patterns().get(0);
    Conditions.Matched other = wide.patterns().get(0);
    return switch (wide.kind()) {
      case FACT -> narrow.kind() == Conditions.Kind.FACT && implies(one, other, types);
      case EXISTS ->
          (narrow.kind() == Conditions.Kind.FACT || plain(narrow, "exists"))
              && plain(wide, "exists")
              && implies(one, other, types);
      case NOT -> plain(narrow, "not") && plain(wide, "not") && implies(other, one, types);
      case SUM -> false;
    };
  }

  /** A part with a pattern in it and nothing else around that. */
  private static boolean plain(Conditions.Part part, String word) {
    return part.named().matches("(?s)" + word + "\\(\\w+\\[.*");
  }

  private static boolean implies(
      Conditions.Matched narrow, Conditions.Matched wide, Map<String, Class<?>> types) {
    if (!narrow.name().equals(wide.name())
        || !wide.window().isEmpty() && !wide.window().equals(narrow.window())) {
      return false;
    }
    List<Constraint> given = new ArrayList<>(narrow.around());
    given.addAll(narrow.constraints());
    return wide.constraints().stream()
        .allMatch(
            wanted ->
                given.stream().anyMatch(one -> one.named().equals(wanted.named()))
                    || wanted
                        .negated()
                        .map(
                            opposite -> {
                              List<Constraint> all = new ArrayList<>(given);
                              all.add(opposite);
                              return !Possible.together(all, types);
                            })
                        .orElse(false));
  }
}
