package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition whose matches tell how far cases come in a rule.
 *
 * @param rule the rule
 * @param element the place of the element in the rule's condition, from 0
 * @param asks what a match says
 * @param threshold the comparison whose values a match shows; empty for the others
 * @param holder the variable of the fact that has the value; the empty string for a result
 * @param condition the condition
 */
record CoverageProbe(
    RuleText rule,
    int element,
    Asks asks,
    Optional<Threshold> threshold,
    String holder,
    String condition) {
  /** What a match says. */
  enum Asks {
    /** The element holds, together with all before it. */
    SATISFIED,
    /** All before the element holds, and it does not. */
    FAILED,
    /** All else holds, so the comparison alone decides. */
    VALUE
  }

  /** The probes of a rule. */
  static List<CoverageProbe> of(RuleText rule) {
    List<CoverageProbe> probes = new ArrayList<>();
    StringBuilder before = new StringBuilder();
    for (int i = 0; i < rule.elements().size(); i++) {
      Element element = rule.elements().get(i);
      String prefix = before.toString();
      before.append(element.text()).append('\n');
      probes.add(plain(rule, i, Asks.SATISFIED, before.toString()));
      int place = i;
      failing(element, i == 0)
          .ifPresent(fails -> probes.add(plain(rule, place, Asks.FAILED, prefix + fails)));
      values(rule, i, prefix, probes);
    }
    return probes;
  }

  private static CoverageProbe plain(RuleText rule, int element, Asks asks, String condition) {
    return new CoverageProbe(rule, element, asks, Optional.empty(), "", condition);
  }

  /** The condition that an element does not hold; empty for one that asks nothing. */
  private static Optional<String> failing(Element element, boolean first) {
    PatternText pattern = element.patterns().get(0);
    return switch (element.kind()) {
      case NOT -> Optional.of(element.opened());
      case EXISTS -> Optional.of("not ( " + element.text() + " )");
      case ACCUMULATE -> bound(element);
      case PATTERN -> {
        PatternText bare =
            new PatternText("", pattern.type(), pattern.constraints(), pattern.window());
        // Without anything before it, it fails on a fact that is of its type and otherwise.
        String other = first ? PatternText.PROBED + ": " + pattern.type() + "()\n" : "";
        List<String> same = first ? List.of("this == " + PatternText.PROBED) : List.of();
        yield pattern.asked().isEmpty()
            ? Optional.empty()
            : Optional.of(other + "not ( exists " + bare.with(same) + " )");
      }
    };
  }

  /** An accumulation whose results are not as asked. */
  private static Optional<String> bound(Element element) {
    if (element.results().isEmpty()) {
      return Optional.empty();
    }
    String open = element.opened().substring(0, element.opened().lastIndexOf(')'));
    String asked = "(" + String.join(") && (", element.results()) + ")";
    return Optional.of(open + "; !(" + asked + ") )");
  }

  private static void values(RuleText rule, int place, String prefix, List<CoverageProbe> probes) {
    Element element = rule.elements().get(place);
    StringBuilder beside = new StringBuilder(prefix);
    for (PatternText pattern : element.patterns()) {
      for (String constraint : pattern.asked()) {
        List<String> others = new ArrayList<>(pattern.asked());
        others.remove(constraint);
        for (Threshold threshold : Threshold.in(constraint)) {
          probes.add(
              new CoverageProbe(
                  rule,
                  place,
                  Asks.VALUE,
                  Optional.of(threshold),
                  pattern.holder(),
                  beside + pattern.asking(others, pattern.window())));
        }
      }
      if (!element.either()) {
        beside.append(pattern.with(List.of())).append('\n');
      }
    }
    for (String result : element.results()) {
      for (Threshold threshold : Threshold.in(result)) {
        String condition = prefix + element.opened();
        probes.add(
            new CoverageProbe(rule, place, Asks.VALUE, Optional.of(threshold), "", condition));
      }
    }
  }
}
