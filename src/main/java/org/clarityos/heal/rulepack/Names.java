package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.Problem;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * The look at the names in a rule, before it is compiled: facts, their fields and values, and
 * variables. The compiler tells of these without a place, or in terms of code that nobody wrote.
 */
final class Names {
  private static final Pattern CHAIN =
      Pattern.compile("(?<![\\w$.])([A-Za-z_$][\\w$]*)((?:\\s*\\.\\s*\\w+)*)(\\s*\\()?");
  private static final Pattern BOUND = Pattern.compile("(\\$\\w+)\\s*:");
  private static final Pattern MADE = Pattern.compile("\\bnew\\s+(\\w+)\\s*\\(");
  private static final Set<String> OPERATORS =
      Set.of(
          "this",
          "null",
          "true",
          "false",
          "matches",
          "contains",
          "memberOf",
          "not",
          "in",
          "str",
          "soundslike",
          "after",
          "before",
          "over",
          "new",
          "instanceof",
          "long",
          "int",
          "double",
          "boolean");

  /** What may stand where a fact does. */
  private static final Set<String> RESULTS = Set.of("Number", "List", "Object");

  private final DrlText source;
  private final Set<String> bound = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  private Names(DrlText source) {
    this.source = source;
  }

  /** The names in a rule that are nobody's. */
  static List<Problem> problems(DrlText source, RuleDescr rule) {
    Names names = new Names(source);
    int start = source.lineStart(rule.getLine());
    String bare = DrlText.bare(source.text());
    int then = new DrlText(source.file(), bare).find("then", start);
    Matcher bindings = BOUND.matcher(bare.substring(start, then));
    while (bindings.find()) {
      names.bound.add(bindings.group(1));
    }
    names.element(rule.getLhs());
    names.consequence(String.valueOf(rule.getConsequence()), then);
    return names.problems;
  }

  private void element(BaseDescr element) {
    if (element instanceof PatternDescr pattern) {
      pattern(pattern);
      if (pattern.getSource() != null) {
        element(pattern.getSource());
      }
    } else if (element instanceof AccumulateDescr accumulate) {
      element(accumulate.getInput());
    } else if (element instanceof ConditionalElementDescr several) {
      several.getDescrs().forEach(inner -> element((BaseDescr) inner));
    }
  }

  private void pattern(PatternDescr pattern) {
    String name = String.valueOf(pattern.getObjectType());
    int from = source.lineStart(pattern.getLine());
    Optional<Class<?>> type = Vocabulary.fact(name);
    if (type.isEmpty()) {
      if (!RESULTS.contains(name)) {
        unknown(name, from, "fact", Vocabulary.facts(false), "unknown-fact");
      }
      return;
    }
    int place = source.find(name, from);
    for (BaseDescr constraint : pattern.getConstraint().getDescrs()) {
      expression(DrlText.bare(String.valueOf(constraint)), type.get(), place);
    }
  }

  private void expression(String text, Class<?> type, int from) {
    Matcher chains = CHAIN.matcher(text);
    while (chains.find()) {
      String first = chains.group(1);
      String rest = chains.group(2);
      boolean label = text.substring(chains.end()).stripLeading().startsWith(":");
      if (first.startsWith("$")) {
        variable(first, label, from);
      } else if (OPERATORS.contains(first) || (chains.group(3) != null && rest.isEmpty())) {
        continue;
      } else if (Vocabulary.type(first).isPresent()) {
        walk(Vocabulary.type(first).get(), chains.group(3) == null ? rest : "", from);
      } else if (Character.isLowerCase(first.charAt(0)) && !foreign(first, rest)) {
        Optional<Class<?>> field = Vocabulary.field(type, first);
        if (field.isEmpty()) {
          String what = "field of " + type.getSimpleName();
          unknown(first, from, what, Vocabulary.fieldNames(type), "unknown-field");
        }
      }
    }
  }

  /** A class by its full name; the sandbox says what there is to say of it. */
  private static boolean foreign(String first, String rest) {
    return !rest.isEmpty() && Set.of("java", "javax", "org", "com", "jdk", "sun").contains(first);
  }

  private void variable(String name, boolean label, int from) {
    if (!label && !bound.contains(name)) {
      int place = source.find(name, from);
      problems.add(
          source
              .at(place, name + " is not bound in this rule; " + Near.of(name, bound))
              .as("unbound-variable"));
    }
  }

  /** What stands in a type: a value of an enum, a nested type. */
  private void walk(Class<?> type, String rest, int from) {
    Class<?> at = type;
    for (String name : rest.strip().split("\\s*\\.\\s*", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      Optional<Class<?>> member = Vocabulary.member(at, name);
      if (member.isEmpty()) {
        String what = "value of " + at.getSimpleName();
        unknown(name, from, what, Vocabulary.memberNames(at), "unknown-value");
        return;
      }
      at = member.get();
    }
  }

  private void consequence(String text, int from) {
    String bare = DrlText.bare(text);
    Matcher chains = CHAIN.matcher(bare);
    while (chains.find()) {
      if (chains.group(1).startsWith("$")) {
        variable(chains.group(1), false, from);
      }
    }
    Matcher made = MADE.matcher(bare);
    while (made.find()) {
      if (Vocabulary.type(made.group(1)).isEmpty() && !made.group(1).equals("BigDecimal")) {
        unknown(made.group(1), from, "fact", Vocabulary.facts(false), "unknown-fact");
      }
    }
  }

  private void unknown(String name, int from, String what, Collection<String> known, String kind) {
    int place = source.find(name, from);
    problems.add(
        source.at(place, "\"" + name + "\" is no " + what + "; " + Near.of(name, known)).as(kind));
  }
}
