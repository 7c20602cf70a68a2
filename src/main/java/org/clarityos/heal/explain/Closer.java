package org.clarityos.heal.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Now;
import org.clarityos.heal.rulepack.Element;
import org.clarityos.heal.rulepack.PatternText;
import org.clarityos.heal.rulepack.Probes;
import org.clarityos.heal.rulepack.RuleText;

/** The closer look at the one element that fails beside those that hold. */
final class Closer {
  private static final Pattern EQUAL =
      Pattern.compile("(\\w+)\\s*(==|in)\\s*(\\$\\w+|\"[^\"]*\"|true|false|\\(.*\\))");
  private static final String PLACE = Fact.class.getPackageName() + ".";

  private final RuleText rule;
  private final Moment moment;
  private final Probes probes;
  private final String before;
  private Optional<Missing> missing = Optional.empty();

  Closer(RuleText rule, Moment moment, Probes probes, String before) {
    this.rule = rule;
    this.moment = moment;
    this.probes = probes;
    this.before = before;
  }

  /** The derived fact that the element misses, if that is why it fails. */
  Optional<Missing> missing() {
    return missing;
  }

  /** What the element lacks. */
  WhyNot.Line line(Element element, Map<String, String> pins) {
    return switch (element.kind()) {
      case NOT -> violated(element);
      case ACCUMULATE -> accumulated(element, pins);
      default -> absent(element, pins);
    };
  }

  private static WhyNot.Line fails(Element element, String said, List<Check> checks) {
    return new WhyNot.Line(element.text(), WhyNot.Found.FAILS, said, checks);
  }

  private List<Probes.Matched> ask(String condition) {
    return probes.ask(
        rule.imports(), Map.of("asked", before + condition), moment.at(), moment.facts());
  }

  private WhyNot.Line absent(Element element, Map<String, String> pins) {
    List<String> held = element.kind() == Element.Kind.PATTERN ? pins(element, pins) : List.of();
    List<Near> near = new ArrayList<>();
    for (PatternText pattern : element.patterns()) {
      near.add(near(pattern, held));
    }
    near.sort(Comparator.comparingInt(Near::off).thenComparingDouble(Near::distance));
    if (!element.either() && near.size() > 1) {
      return fails(element, "not all of these are there together: " + element.text(), List.of());
    }
    String said = near.get(0).said();
    if (near.size() > 1) {
      said =
          "none of "
              + near.size()
              + " alternatives: "
              + String.join("; ", near.stream().map(Near::said).toList());
    }
    return fails(element, said, near.get(0).checks());
  }

  private List<String> pins(Element element, Map<String, String> pins) {
    List<String> held = new ArrayList<>();
    pins.forEach(
        (name, literal) -> {
          String field = element.patterns().get(0).field(name);
          if (!field.isEmpty()) {
            held.add(field + " == " + literal);
          }
        });
    return held;
  }

  /** How near a pattern came. */
  private record Near(String said, List<Check> checks) {
    int off() {
      return checks.isEmpty() ? Integer.MAX_VALUE : checks.size();
    }

    double distance() {
      return checks.stream().mapToDouble(Check::distance).sum();
    }
  }

  private Near near(PatternText pattern, List<String> pins) {
    Nearest nearest = new Nearest(moment, probes, rule.imports(), before);
    Optional<Nearest.Candidate> found = nearest.to(pattern, pins);
    if (found.isPresent()) {
      return new Near(said(found.get()), found.get().checks());
    }
    List<String> what = new ArrayList<>();
    Map<String, Object> values = values();
    for (String identity : Nearest.identities(pattern, pins)) {
      what.add(resolved(identity, values));
    }
    String said =
        "there is no "
            + pattern.type()
            + (what.isEmpty() ? "" : " with " + String.join(", ", what));
    missing = missing(pattern, pins, values);
    if (missing.isPresent()) {
      return new Near(said, List.of());
    }
    return new Near(
        said
            + nearest
                .alike(pattern, pins)
                .map(other -> "; the nearest is " + Words.fact(other.fact(), moment.at()))
                .orElse(""),
        List.of());
  }

  private String said(Nearest.Candidate candidate) {
    String checks = String.join("; ", candidate.checks().stream().map(Check::words).toList());
    return candidate.fact() instanceof Now
        ? checks
        : Words.fact(candidate.fact(), moment.at()) + ": " + checks;
  }

  /** What the variables before the element hold, in the newest of their matches. */
  private Map<String, Object> values() {
    if (before.isBlank()) {
      return Map.of();
    }
    List<Probes.Matched> matches = ask("");
    return matches.isEmpty() ? Map.of() : matches.get(matches.size() - 1).values();
  }

  private static String resolved(String constraint, Map<String, Object> values) {
    Matcher equal = EQUAL.matcher(constraint);
    Object value = equal.matches() ? values.get(equal.group(3)) : null;
    return value == null
        ? Check.constraint(constraint)
        : equal.group(1) + " == " + Words.value(value);
  }

  private static Optional<Missing> missing(
      PatternText pattern, List<String> pins, Map<String, Object> values) {
    Class<?> type;
    try {
      type = Class.forName(PLACE + pattern.type());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a rule speaks of a fact that is not there", e);
    }
    if (!Derived.class.isAssignableFrom(type)) {
      return Optional.empty();
    }
    Map<String, List<String>> fields = new LinkedHashMap<>();
    List<String> asked = new ArrayList<>(pins);
    asked.addAll(pattern.asked());
    for (String constraint : asked) {
      Matcher equal = EQUAL.matcher(constraint);
      if (equal.matches()) {
        fields.put(equal.group(1), literals(equal.group(3), values));
      }
    }
    List<String> component = fields.getOrDefault("component", List.of());
    return component.size() == 1
        ? Optional.of(new Missing(type, component.get(0).replace("\"", ""), fields))
        : Optional.empty();
  }

  private static List<String> literals(String right, Map<String, Object> values) {
    if (right.startsWith("(")) {
      return Arrays.stream(right.substring(1, right.length() - 1).split(",", -1))
          .map(String::trim)
          .toList();
    }
    if (right.startsWith("$")) {
      Object value = values.get(right);
      return value instanceof String text ? List.of(Inquiry.quoted(text)) : List.of();
    }
    return List.of(right);
  }

  private WhyNot.Line violated(Element element) {
    Violation violation = new Violation(element, moment.at());
    return violation.line(ask(violation.condition()));
  }

  private WhyNot.Line accumulated(Element element, Map<String, String> pins) {
    PatternText input = element.patterns().get(0);
    String component = pins.getOrDefault(rule.subject(), "").replace("\"", "");
    List<Probes.Matched> results =
        ask(element.opened()).stream()
            .sorted(
                Comparator.comparingInt((Probes.Matched m) -> about(m, component) ? 0 : 1)
                    .thenComparing(m -> -size(m)))
            .toList();
    Map<String, Object> values = results.isEmpty() ? Map.of() : results.get(0).values();
    List<Check> checks = element.results().stream().map(result -> bound(result, values)).toList();
    String said =
        checks.isEmpty()
            ? "there is nothing to gather"
            : String.join("; ", checks.stream().map(Check::words).toList());
    Near near = near(input, List.of());
    boolean uncounted = !near.said().endsWith(": ");
    return fails(element, said + (uncounted ? "; not counted: " + near.said() : ""), checks);
  }

  /** The check of what is asked of a result, {@code $n >= 3}; nothing gathered counts as 0. */
  private static Check bound(String result, Map<String, Object> values) {
    String variable = result.replaceAll("^(\\$\\w+).*", "$1");
    Object right = values.get(result.replaceAll("^.*?(\\$?\\w+)$", "$1"));
    return new Check(
        result,
        variable + " is " + Words.value(values.getOrDefault(variable, 0L)),
        result.substring(variable.length()).trim()
            + (right == null ? "" : ", which is " + Words.value(right)),
        1);
  }

  private static boolean about(Probes.Matched matched, String component) {
    return matched.values().values().stream()
        .anyMatch(value -> String.valueOf(value).contains(component));
  }

  private static int size(Probes.Matched matched) {
    return matched.values().values().stream()
        .mapToInt(value -> value instanceof Number n ? n.intValue() : 0)
        .max()
        .orElse(0);
  }
}
