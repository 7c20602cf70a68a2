package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.yaml.Problem;

/**
 * The look for known issues that claim the same evidence: the same symptom of the same component, in
 * the same group and with about the same weight, though different playbooks heal them and nothing
 * tells them apart.
 */
final class Claims {
  private static final BigDecimal COMPARABLE = new BigDecimal("0.1");

  private final List<Conclusion> conclusions;
  private final Map<String, Set<String>> healers = new TreeMap<>();

  private Claims(List<Conclusion> conclusions, List<Playbook> playbooks) {
    this.conclusions = conclusions;
    for (Playbook playbook : playbooks) {
      for (Playbook.Handles handled : playbook.handles()) {
        healers.computeIfAbsent(handled.knownIssue(), issue -> new TreeSet<>()).add(playbook.id());
      }
    }
  }

  static List<Problem> problems(List<Conclusion> conclusions, List<Playbook> playbooks) {
    Claims claims = new Claims(conclusions, playbooks);
    List<Problem> problems = new ArrayList<>();
    for (int at = 0; at < conclusions.size(); at++) {
      for (int before = 0; before < at; before++) {
        Conclusion later = conclusions.get(at);
        Conclusion earlier = conclusions.get(before);
        if (claims.conflict(later, earlier)) {
          problems.add(claims.problem(later, earlier));
        }
      }
    }
    return problems;
  }

  private Set<String> healers(Conclusion of) {
    return healers.getOrDefault(of.about(), Set.of());
  }

  private boolean conflict(Conclusion one, Conclusion other) {
    if (one.kind() != Conclusion.Kind.FOR
        || other.kind() != Conclusion.Kind.FOR
        || one.about().equals(other.about())
        || !one.group().equals(other.group())
        || !one.subject().equals(other.subject())
        || one.weight().subtract(other.weight()).abs().compareTo(COMPARABLE) > 0
        || healers(one).isEmpty()
        || healers(other).isEmpty()
        || healers(one).equals(healers(other))) {
      return false;
    }
    Set<String> shared = shared(one, other);
    boolean together =
        one.others().containsAll(other.others()) || other.others().containsAll(one.others());
    return !shared.isEmpty() && together && !toldApart(one, other, shared);
  }

  private static Set<String> shared(Conclusion one, Conclusion other) {
    Set<String> shared = new TreeSet<>(one.symptoms());
    shared.retainAll(other.symptoms());
    return shared;
  }

  /** Whether the same symptoms also speak against one of the two. */
  private boolean toldApart(Conclusion one, Conclusion other, Set<String> shared) {
    Set<String> asked = new TreeSet<>(one.others());
    asked.addAll(other.others());
    return conclusions.stream()
        .filter(each -> each.kind() == Conclusion.Kind.AGAINST)
        .filter(each -> Set.of(one.about(), other.about()).contains(each.about()))
        .anyMatch(each -> each.symptoms().containsAll(shared) && asked.containsAll(each.others()));
  }

  private Problem problem(Conclusion one, Conclusion other) {
    return one.place()
        .problem(
            one.about()
                + " and "
                + other.about()
                + " claim the same evidence: symptom "
                + String.join(", ", shared(one, other))
                + " in group "
                + one.group()
                + ", with weights "
                + one.weight()
                + " and "
                + other.weight()
                + " (the other in "
                + other.place().words()
                + "); but "
                + healers(one)
                + " heal the one and "
                + healers(other)
                + " the other. Say what tells them apart, by Evidence.against one of them, or leave the evidence to one")
        .as("conflicting-claims");
  }
}
