package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.Phase;
import org.clarityos.heal.fact.State;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * The check of a rule's patterns: forms that compile and then are wrong, throw or never return on a
 * journal, as design.md found them.
 */
final class Patterns {
  private static final Set<String> STATES =
      Arrays.stream(State.class.getPermittedSubclasses())
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());
  private static final Pattern TEMPORAL =
      Pattern.compile("\\b(after|before|during|includes|overlaps|coincides|meets)\\b");
  private static final Pattern MADE =
      Pattern.compile("insert(?:Logical)?\\s*\\(\\s*(?:new\\s+)?(\\w+)\\s*[.(]");
  private static final Pattern NAMED =
      Pattern.compile("new Symptom\\(\\s*\\$\\w+\\s*,\\s*\"[a-z0-9-]+\"\\s*\\)");
  private static final Set<String> OBSERVED = Set.of("Symptom", "Evidence", "Inhibition");
  private static final Map<String, Phase> MADE_IN = madeIn();

  private final RuleDescr rule;
  private final Phase phase;
  private final List<String> faults = new ArrayList<>();

  private Patterns(RuleDescr rule, Phase phase) {
    this.rule = rule;
    this.phase = phase;
  }

  private static Map<String, Phase> madeIn() {
    Map<String, Phase> phases = new HashMap<>();
    phases.put("Symptom", Phase.SYMPTOM);
    phases.put("Evidence", Phase.EVIDENCE);
    phases.put("Hypothesis", Phase.CONFIDENCE);
    phases.put("Confidence", Phase.CONFIDENCE);
    phases.put("Diagnosis", Phase.DIAGNOSIS);
    for (String name : List.of("Candidate", "Contender", "Urgency", "Refusal", "Restraint")) {
      phases.put(name, Phase.PLAN);
    }
    return Map.copyOf(phases);
  }

  /** What is wrong with the patterns and the direction of a rule, in sentences. */
  static List<String> faults(RuleDescr rule, Phase phase) {
    Patterns check = new Patterns(rule, phase);
    check.element(rule.getLhs(), rule.getLhs());
    check.made();
    return check.faults;
  }

  private void element(BaseDescr element, BaseDescr around) {
    if (element instanceof PatternDescr pattern) {
      pattern(pattern, around);
      if (pattern.getSource() != null) {
        element(pattern.getSource(), pattern);
      }
    } else if (element instanceof AccumulateDescr accumulate) {
      if (accumulate.getActionCode() != null) {
        faults.add(
            "an accumulate with code of its own is not for packs; write accumulate(…; $n: count())");
      }
      element(accumulate.getInput(), accumulate);
    } else if (element instanceof ConditionalElementDescr several) {
      for (Object inner : several.getDescrs()) {
        element((BaseDescr) inner, element);
      }
    }
  }

  private void pattern(PatternDescr pattern, BaseDescr around) {
    String type = String.valueOf(pattern.getObjectType());
    String constraints = String.valueOf(pattern.getConstraint()).replaceAll("\"[^\"]*\"", "");
    if (type.equals("Now") && !(around instanceof ExistsDescr)) {
      faults.add(
          "Now stands outside an exists of its own; write exists Now(at >= $since + 300000): other forms throw or fire"
              + " each second");
    }
    if (STATES.contains(type)
        && (!pattern.getBehaviors().isEmpty() || TEMPORAL.matcher(constraints).find())) {
      faults.add(
          type
              + " is a state, and states have no windows and no after or before: they keep the replaced value's match;"
              + " compare its since");
    }
    Phase made = MADE_IN.get(type);
    if (made != null && made.compareTo(phase) > 0) {
      faults.add(
          type + " is made in phase " + made.group() + ", after this rule's: " + phase.group());
    }
  }

  private void made() {
    String consequence = String.valueOf(rule.getConsequence());
    Matcher made = MADE.matcher(consequence);
    while (made.find()) {
      if (phase.compareTo(Phase.CONFIDENCE) < 0) {
        observed(made.group(), made.group(1));
      }
      Phase earliest = MADE_IN.get(made.group(1));
      if (earliest != null && earliest.compareTo(phase) < 0) {
        faults.add(
            "it inserts "
                + made.group(1)
                + " in phase "
                + phase.group()
                + ", but phases never go back: that is for phase "
                + earliest.group());
      }
    }
    if (consequence.contains("new Symptom(") && !NAMED.matcher(consequence).find()) {
      faults.add(
          "a symptom's name is a word of the taxonomy, new Symptom($c, \"slow\"): with a measurement in it each new value is a new symptom");
    }
  }

  /** What is observed is derived logically, so that it withdraws itself. */
  private void observed(String insert, String type) {
    if (!insert.startsWith("insertLogical")) {
      faults.add(
          "insert(" + type + "…) would stay for ever; insertLogical withdraws it with its reasons");
    }
    if (!OBSERVED.contains(type)) {
      faults.add(
          "it inserts "
              + type
              + "; in phase "
              + phase.group()
              + " a pack inserts one of "
              + new TreeSet<>(OBSERVED));
    }
  }
}
