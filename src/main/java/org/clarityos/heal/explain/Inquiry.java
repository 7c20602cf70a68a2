package org.clarityos.heal.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.rulepack.Element;
import org.clarityos.heal.rulepack.Probes;
import org.clarityos.heal.rulepack.RuleText;

/**
 * One question why a rule does not hold: the elements of its condition are added one by one to those
 * that hold together, in the engine, until one fails; that one is looked at closely, and the rest is
 * tried without it.
 */
final class Inquiry {
  /** How far down the rules that derive what is missing are asked. */
  private static final int DEPTH = 5;

  private static final int MOST_BELOW = 6;

  private final Moment moment;
  private final Probes probes;

  Inquiry(Moment moment, Probes probes) {
    this.moment = moment;
    this.probes = probes;
  }

  /** Why a rule does not hold, with some of its variables held to literals of DRL. */
  WhyNot about(RuleText rule, String component, Map<String, String> pins) {
    return about(rule, component, pins, DEPTH);
  }

  private WhyNot about(RuleText rule, String component, Map<String, String> pins, int depth) {
    Map<String, String> held = new LinkedHashMap<>(pins);
    if (!rule.subject().isEmpty()) {
      held.put(rule.subject(), quoted(component));
    }
    WhyNot.Line[] lines = new WhyNot.Line[rule.elements().size()];
    List<WhyNot> below = new ArrayList<>();
    List<Integer> holding = new ArrayList<>();
    List<Integer> rest = new ArrayList<>(IntStream.range(0, lines.length).boxed().toList());
    Set<String> unknown = new LinkedHashSet<>();
    while (!rest.isEmpty()) {
      List<Probes.Matched> longest = longest(rule, held, holding, rest);
      int taken = longest.isEmpty() ? 0 : Integer.parseInt(longest.get(0).probe());
      List<Integer> taking = rest.subList(0, taken);
      taking.forEach(i -> lines[i] = held(rule.elements().get(i), longest));
      holding.addAll(taking);
      taking.clear();
      if (!rest.isEmpty()) {
        int failing = rest.remove(0);
        Closer closer = new Closer(rule, moment, probes, conditions(rule, held, holding));
        lines[failing] = closer.line(rule.elements().get(failing), held);
        if (depth > 1 && below.isEmpty()) {
          closer.missing().ifPresent(missing -> below.addAll(below(missing, depth - 1)));
        }
        unknown.addAll(rule.elements().get(failing).binds());
        rest.removeIf(i -> open(rule.elements().get(i), unknown, lines, i));
      }
    }
    return answer(rule, component, List.of(lines), below);
  }

  /** Whether an element speaks of what one that failed would have found. */
  private static boolean open(
      Element element, Set<String> unknown, WhyNot.Line[] lines, int index) {
    if (element.variables().stream().noneMatch(unknown::contains)) {
      return false;
    }
    unknown.addAll(element.binds());
    lines[index] =
        new WhyNot.Line(
            element.text(),
            WhyNot.Found.OPEN,
            "not asked: it speaks of what is missing above",
            List.of());
    return true;
  }

  private WhyNot answer(
      RuleText rule, String component, List<WhyNot.Line> lines, List<WhyNot> below) {
    Optional<WhyNot.Line> failing =
        lines.stream().filter(line -> line.found() == WhyNot.Found.FAILS).findFirst();
    return new WhyNot(
        rule.info().id(),
        rule.info().name(),
        rule.info().pack(),
        component,
        moment.at(),
        failing.isEmpty(),
        failing.map(WhyNot.Line::said).orElse("every pattern holds"),
        lines,
        List.copyOf(below));
  }

  private static String conditions(RuleText rule, Map<String, String> pins, List<Integer> some) {
    StringBuilder text = new StringBuilder();
    some.forEach(i -> text.append(rule.elements().get(i).pinned(pins)).append('\n'));
    return text.toString();
  }

  /** The matches of the longest row of elements that hold together; named by how many were added. */
  private List<Probes.Matched> longest(
      RuleText rule, Map<String, String> pins, List<Integer> holding, List<Integer> rest) {
    Map<String, String> rows = new LinkedHashMap<>();
    List<Integer> row = new ArrayList<>(holding);
    for (int i = 0; i < rest.size(); i++) {
      row.add(rest.get(i));
      rows.put(Integer.toString(i + 1), conditions(rule, pins, row));
    }
    List<Probes.Matched> all = probes.ask(rule.imports(), rows, moment.at(), moment.facts());
    int most = all.stream().mapToInt(m -> Integer.parseInt(m.probe())).max().orElse(0);
    return all.stream().filter(m -> Integer.parseInt(m.probe()) == most).toList();
  }

  private WhyNot.Line held(Element element, List<Probes.Matched> matches) {
    String said = "holds";
    if (element.kind() == Element.Kind.PATTERN) {
      String type = element.patterns().get(0).type();
      for (Fact fact : matches.get(matches.size() - 1).facts()) {
        if (fact.getClass().getSimpleName().equals(type)) {
          said = Words.fact(fact, moment.at());
        }
      }
    } else if (element.kind() == Element.Kind.NOT) {
      said = "there is none";
    }
    return new WhyNot.Line(element.text(), WhyNot.Found.HOLDS, said, List.of());
  }

  private List<WhyNot> below(Missing missing, int depth) {
    List<WhyNot> answers = new ArrayList<>();
    for (RuleText rule : moment.rules()) {
      missing
          .pins(rule)
          .filter(pins -> answers.size() < MOST_BELOW)
          .ifPresent(pins -> answers.add(about(rule, missing.component(), pins, depth)));
    }
    return answers;
  }

  /** A text as a literal of DRL. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
