package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * The condition of a rule with one name for each field of each of its facts, so that its constraints
 * can be compared with each other, and with those of other rules.
 */
final class Conditions {
  private static final Pattern BINDING = Pattern.compile("(\\$\\w+)\\s*:\\s*(.+)", Pattern.DOTALL);
  private static final Pattern PATH = Pattern.compile("[a-z_]\\w*(\\.[a-z]\\w*)*");
  private static final Pattern WINDOW = Pattern.compile("over\\s+window:\\w+\\([^)]*\\)");

  /** The type of what facts make together. */
  static final String RESULT = "result";

  private final DrlText source;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Class<?>> types = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private final List<Part> parts = new ArrayList<>();

  private Conditions(DrlText source) {
    this.source = source;
  }

  /** What a part of a condition asks. */
  enum Kind {
    /** For a fact. */
    FACT,
    /** That some facts are there. */
    EXISTS,
    /** That some facts are not there together. */
    NOT,
    /** For what facts make together. */
    SUM
  }

  /**
   * One part of a condition: what stands at its top.
   *
   * @param kind what it asks
   * @param named its text with the names that are one over the rule
   * @param patterns its patterns, in order
   */
  record Part(Kind kind, String named, List<Matched> patterns) {}

  /**
   * One pattern.
   *
   * @param type the type of fact
   * @param name its name, one over the rule
   * @param at where it stands in its file
   * @param constraints its constraints; bindings are none
   * @param around the constraints that hold where it stands
   * @param window {@code over window:…}, or the empty string
   */
  record Matched(
      String type,
      String name,
      int at,
      List<Constraint> constraints,
      List<Constraint> around,
      String window) {}

  static Conditions of(DrlText source, RuleDescr rule) {
    Conditions conditions = new Conditions(source);
    List<Constraint> around = new ArrayList<>();
    for (Object each : rule.getLhs().getDescrs()) {
      BaseDescr part = (BaseDescr) each;
      List<Matched> patterns = new ArrayList<>();
      String named = conditions.walk(part, around, conditions.variables, patterns);
      conditions.parts.add(new Part(kind(part), named, List.copyOf(patterns)));
    }
    return conditions;
  }

  private static Kind kind(BaseDescr part) {
    if (part instanceof PatternDescr pattern) {
      return pattern.getSource() == null ? Kind.FACT : Kind.SUM;
    }
    return part instanceof NotDescr ? Kind.NOT : Kind.EXISTS;
  }

  /** Its parts, in order. */
  List<Part> parts() {
    return parts;
  }

  /** All its patterns. */
  Stream<Matched> patterns() {
    return parts.stream().flatMap(part -> part.patterns().stream());
  }

  /** The types of fields, by name. */
  Map<String, Class<?>> types() {
    return types;
  }

  /** What a variable that the whole rule knows stands for; itself when it stands for no field. */
  String named(String variable) {
    return variables.getOrDefault(variable, variable);
  }

  /**
   * Gathers patterns and answers the text with names.
   *
   * @param around what holds here; what this adds is added to it
   * @param known the variables that are known here; what this binds is added to it
   */
  private String walk(
      BaseDescr element, List<Constraint> around, Map<String, String> known, List<Matched> into) {
    if (element instanceof PatternDescr pattern) {
      return pattern.getSource() instanceof AccumulateDescr sum
          ? sum(pattern, sum, around, known, into)
          : pattern(pattern, around, known, into);
    }
    if (!(element instanceof ConditionalElementDescr several)) {
      return String.valueOf(element);
    }
    boolean apart = element instanceof ExistsDescr || element instanceof NotDescr;
    boolean either = element instanceof OrDescr;
    List<Constraint> inside = apart ? new ArrayList<>(around) : around;
    Map<String, String> bound = apart ? new HashMap<>(known) : known;
    List<String> texts = new ArrayList<>();
    for (Object inner : several.getDescrs()) {
      texts.add(
          either
              ? walk((BaseDescr) inner, new ArrayList<>(inside), new HashMap<>(bound), into)
              : walk((BaseDescr) inner, inside, bound, into));
    }
    String joined = String.join(either ? " or " : " and ", texts);
    String word =
        element instanceof NotDescr ? "not" : element instanceof ExistsDescr ? "exists" : "";
    return word + "(" + joined + ")";
  }

  private String sum(
      PatternDescr result,
      AccumulateDescr sum,
      List<Constraint> around,
      Map<String, String> known,
      List<Matched> into) {
    walk(sum.getInput(), new ArrayList<>(around), known, into);
    List<Constraint> own = new ArrayList<>();
    for (BaseDescr each : result.getConstraint().getDescrs()) {
      own.add(constraint(each, sum.getStartCharacter(), name -> resolved(name, "", known)));
    }
    into.add(
        new Matched(
            RESULT, RESULT, sum.getStartCharacter(), List.copyOf(own), List.copyOf(around), ""));
    around.addAll(own);
    return source.text().substring(sum.getStartCharacter(), sum.getEndCharacter());
  }

  private String pattern(
      PatternDescr pattern,
      List<Constraint> around,
      Map<String, String> known,
      List<Matched> into) {
    String type = String.valueOf(pattern.getObjectType());
    String name = type + "#" + counts.merge(type, 1, Integer::sum);
    if (pattern.getIdentifier() != null) {
      known.put(pattern.getIdentifier(), name);
    }
    List<BaseDescr> asked = new ArrayList<>();
    for (BaseDescr each : pattern.getConstraint().getDescrs()) {
      Matcher binding = BINDING.matcher(each.toString().strip());
      if (!binding.matches()) {
        asked.add(each);
      } else if (PATH.matcher(binding.group(2)).matches()) {
        known.put(binding.group(1), name + "." + binding.group(2));
        type(type, name, binding.group(2));
      }
    }
    UnaryOperator<String> names = field -> resolved(field, name, known);
    List<Constraint> own = new ArrayList<>();
    for (BaseDescr each : asked) {
      own.add(constraint(each, pattern.getStartCharacter(), names));
    }
    Matcher over =
        WINDOW.matcher(
            source.text().substring(pattern.getStartCharacter(), pattern.getEndCharacter()));
    String window = pattern.getBehaviors().isEmpty() || !over.find() ? "" : over.group();
    into.add(
        new Matched(
            type,
            name,
            source.find(type, pattern.getStartCharacter()),
            List.copyOf(own),
            List.copyOf(around),
            window));
    around.addAll(own);
    return type + own.stream().map(Constraint::named).sorted().toList() + window;
  }

  private Constraint constraint(BaseDescr descr, int from, UnaryOperator<String> names) {
    String text = descr.toString().strip();
    int at = source.text().indexOf(text, Math.max(0, from));
    return Constraint.of(text, at < 0 ? from : at, names);
  }

  private String resolved(String path, String pattern, Map<String, String> known) {
    if (path.startsWith("$")) {
      int dot = path.indexOf('.');
      String variable = dot < 0 ? path : path.substring(0, dot);
      return known.getOrDefault(variable, variable) + (dot < 0 ? "" : path.substring(dot));
    }
    if (pattern.isEmpty()) {
      return path;
    }
    type(pattern.substring(0, pattern.indexOf('#')), pattern, path);
    return pattern + "." + path;
  }

  private void type(String fact, String name, String path) {
    Optional<Class<?>> type = Vocabulary.fact(fact);
    for (String field : path.split("\\.", -1)) {
      type = type.flatMap(at -> Vocabulary.field(at, field));
    }
    type.ifPresent(found -> types.put(name + "." + path, found));
  }
}
