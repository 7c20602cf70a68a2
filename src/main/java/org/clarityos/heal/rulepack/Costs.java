package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.yaml.Problem;
import org.drools.base.time.TimeUtils;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.BehaviorDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.kie.api.definition.type.Expires;

/**
 * The look at what a rule costs the engine: joins of everything with everything, events without a
 * bound in time, expressions where equality would do. Each is a warning.
 */
final class Costs {
  private static final Set<String> EVENTS =
      Arrays.stream(Event.class.getPermittedSubclasses())
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  /** Of these there is one in a session. */
  private static final Set<String> SINGLE = Set.of("Now", "Batch");

  /** The field by which the engine finds facts of a type; without it each of them is looked at. */
  private static final Map<String, String> TOLD_BY =
      Map.of(
          "Sample", "metric",
          "LogMatch", "pattern",
          "KernelMessage", "type",
          "Finding", "type",
          "Symptom", "name");

  /** Counted over all of their life: that is their budget's hour. */
  private static final Set<String> WHOLE_LIFE = Set.of("Grant");

  private static final Pattern EQUALS_TEXT = Pattern.compile("[\\w.]+\\s*==\\s*\"[^\"]*\"");
  private static final Pattern EQUALS_LITERAL =
      Pattern.compile("[\\w.]+\\s*(==\\s*[^$]*|in\\s*\\([^$]*)");
  private static final Pattern BINDS = Pattern.compile("\\$\\w+\\s*:.*", Pattern.DOTALL);
  private static final Pattern MATCHES = Pattern.compile("\\bmatches\\s+\"([^\"]*)\"");
  private static final Pattern PLAIN = Pattern.compile("[\\w /:-]*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

  private final Path file;
  private final List<Problem> warnings = new ArrayList<>();

  private Costs(Path file) {
    this.file = file;
  }

  /** The warnings that a file deserves. */
  static List<Problem> warnings(Path file, PackageDescr descr) {
    Costs costs = new Costs(file);
    descr.getRules().forEach(costs::rule);
    return costs.warnings;
  }

  private void rule(RuleDescr rule) {
    List<PatternDescr> patterns = new ArrayList<>();
    gather(rule.getLhs(), patterns);
    patterns.forEach(pattern -> pattern(pattern, patterns));
    joins(rule.getLhs());
    List<PatternDescr> summed = new ArrayList<>();
    sums(rule.getLhs(), summed);
    summed.forEach(this::sum);
    summed.addAll(patterns);
    summed.forEach(this::lookup);
    summed.forEach(this::window);
  }

  /** The patterns in sums. */
  private static void sums(BaseDescr element, List<PatternDescr> summed) {
    if (element instanceof PatternDescr pattern
        && pattern.getSource() instanceof AccumulateDescr sum) {
      gather(sum.getInput(), summed);
    } else if (element instanceof ConditionalElementDescr several) {
      several.getDescrs().forEach(inner -> sums((BaseDescr) inner, summed));
    }
  }

  private void sum(PatternDescr pattern) {
    String type = pattern.getObjectType();
    if (EVENTS.contains(type)
        && !WHOLE_LIFE.contains(type)
        && pattern.getBehaviors().isEmpty()
        && !text(pattern).matches("(?s).*\\bat\\b.*")) {
      warn(
          pattern,
          "a sum over "
              + type
              + " without a window takes in each until it expires; say how long with over window:time(1m)");
    }
  }

  /** Whether the engine can find the facts of a pattern by a look into a table. */
  private void lookup(PatternDescr pattern) {
    List<String> asked =
        pattern.getConstraint().getDescrs().stream()
            .map(each -> each.toString().strip())
            .filter(each -> !BINDS.matcher(each).matches())
            .toList();
    String field = TOLD_BY.get(pattern.getObjectType());
    if (field != null && asked.stream().noneMatch(each -> each.contains(field))) {
      warn(
          pattern,
          "each "
              + pattern.getObjectType()
              + " of every "
              + field
              + " is looked at; begin with "
              + field
              + " == \"…\"");
    }
    String before = "";
    for (String each : asked) {
      if (EQUALS_TEXT.matcher(each).matches() && !before.isEmpty()) {
        warn(
            pattern, each + " stands after " + before + "; as the first it is a look into a table");
        return;
      }
      // What names a variable is asked later in any case.
      if (!each.contains("$") && !EQUALS_LITERAL.matcher(each).matches()) {
        before = each;
      }
    }
  }

  /** Whether a window is longer than its events live. */
  private void window(PatternDescr pattern) {
    Expires expires =
        Vocabulary.fact(String.valueOf(pattern.getObjectType()))
            .map(type -> type.getAnnotation(Expires.class))
            .orElse(null);
    for (BehaviorDescr window : pattern.getBehaviors()) {
      if (expires != null
          && "time".equals(window.getSubType())
          && !window.getParameters().isEmpty()
          && TimeUtils.parseTimeString(window.getParameters().get(0))
              > TimeUtils.parseTimeString(expires.value())) {
        warn(
            pattern,
            "the window of "
                + window.getParameters().get(0)
                + " never holds more than "
                + expires.value()
                + ": then each "
                + pattern.getObjectType()
                + " has expired");
      }
    }
  }

  private static void gather(BaseDescr element, List<PatternDescr> patterns) {
    if (element instanceof PatternDescr pattern) {
      patterns.add(pattern);
    } else if (element instanceof ConditionalElementDescr several) {
      for (Object inner : several.getDescrs()) {
        gather((BaseDescr) inner, patterns);
      }
    }
  }

  private static Set<String> variables(PatternDescr pattern) {
    Set<String> used = new HashSet<>();
    Matcher variables = VARIABLE.matcher(text(pattern));
    while (variables.find()) {
      used.add(variables.group());
    }
    return used;
  }

  private void pattern(PatternDescr pattern, List<PatternDescr> all) {
    String constraints = text(pattern);
    Set<String> own = variables(pattern);
    boolean joined =
        all.stream()
            .anyMatch(
                other -> other != pattern && variables(other).stream().anyMatch(own::contains));
    if (!joined
        && EVENTS.contains(pattern.getObjectType())
        && pattern.getBehaviors().isEmpty()
        && !constraints.matches("(?s).*\\b(at|since)\\b.*")) {
      warn(
          pattern,
          pattern.getObjectType()
              + " without a bound in time holds until it expires; say how long with over window:time(30s)");
    }
    Matcher matches = MATCHES.matcher(constraints);
    while (matches.find()) {
      if (PLAIN.matcher(matches.group(1)).matches()) {
        warn(pattern, "matches \"" + matches.group(1) + "\" says no more than ==, and costs more");
      }
    }
  }

  private void joins(AndDescr all) {
    Set<String> bound = new HashSet<>();
    boolean first = true;
    for (Object element : all.getDescrs()) {
      if (!(element instanceof PatternDescr pattern)
          || SINGLE.contains(pattern.getObjectType())
          || pattern.getSource() != null) {
        continue;
      }
      Set<String> used = variables(pattern);
      if (!first && used.stream().noneMatch(bound::contains)) {
        warn(
            pattern,
            pattern.getObjectType()
                + " is joined with what stands before it by nothing: every one with every one; compare a field");
      }
      bound.addAll(used);
      first = false;
    }
  }

  private static String text(PatternDescr pattern) {
    return pattern.getConstraint().getDescrs().stream()
        .map(BaseDescr::toString)
        .collect(Collectors.joining(", "));
  }

  private void warn(PatternDescr pattern, String message) {
    warnings.add(
        new Problem(file, pattern.getLine(), pattern.getColumn() + 1, message)
            .asWarning()
            .as("cost"));
  }
}
