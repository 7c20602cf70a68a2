package org.clarityos.heal.explain;

import java.util.Comparator;
import java.util.List;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Now;
import org.clarityos.heal.rulepack.Element;
import org.clarityos.heal.rulepack.PatternText;
import org.clarityos.heal.rulepack.Probes;

/**
 * An element that asks for an absence, and what is there all the same.
 *
 * @param element the element
 * @param at the time, in milliseconds since the epoch
 */
record Violation(Element element, long at) {
  /** The condition that finds what must not be there. */
  String condition() {
    PatternText first = element.patterns().get(0);
    return element.patterns().size() == 1 && first.variable().isEmpty()
        ? first.asking(first.asked(), first.window())
        : element.opened();
  }

  /** What is there, the newest first: that is what lifts last. */
  WhyNot.Line line(List<Probes.Matched> violators) {
    Probes.Matched newest =
        violators.stream()
            .max(Comparator.comparingLong(Violation::newest))
            .orElseThrow(() -> new IllegalStateException("nothing violates " + element.text()));
    PatternText pattern = element.patterns().get(0);
    if (newest.values().get(PatternText.PROBED) instanceof Now now) {
      Check check = Check.of(pattern.asked().get(0), now, newest.values(), at);
      String needed = check.needed().replaceAll("^\\S+ ", "");
      return fails(check.actual() + ", needed less than " + needed, List.of(check));
    }
    List<Fact> facts = newest.facts();
    int inner = (int) element.opened().lines().filter(l -> !l.startsWith("not ")).count();
    List<String> said =
        facts.subList(Math.max(0, facts.size() - inner), facts.size()).stream()
            .map(fact -> Words.fact(fact, at))
            .toList();
    String more = violators.size() == 1 ? "" : "; so do " + (violators.size() - 1) + " more";
    return fails(
        "violated by " + String.join(" and ", said) + more + leaves(pattern, newest), List.of());
  }

  private WhyNot.Line fails(String said, List<Check> checks) {
    return new WhyNot.Line(element.text(), WhyNot.Found.FAILS, said, checks);
  }

  private String leaves(PatternText pattern, Probes.Matched newest) {
    long window = Nearest.length(pattern.window());
    return window > 0 && newest.values().get(PatternText.PROBED) instanceof Event event
        ? "; it leaves the window in " + Words.span(event.at() + window - at)
        : "";
  }

  private static long newest(Probes.Matched matched) {
    return matched.facts().stream()
        .filter(Event.class::isInstance)
        .mapToLong(fact -> ((Event) fact).at())
        .max()
        .orElse(0);
  }
}
