package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.Problem;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * What a rule concludes, and when.
 *
 * @param place the rule
 * @param kind what it concludes
 * @param about the symptom's name, or the known issue
 * @param subject the field that holds the component, by the name that is one over the rule
 * @param group the group of evidence; empty for all else
 * @param weight the weight of evidence; zero for all else
 * @param conditions when
 */
record Conclusion(
    Place place,
    Kind kind,
    String about,
    String subject,
    String group,
    BigDecimal weight,
    Conditions conditions) {
  private static final Pattern MADE =
      Pattern.compile(
          "new\\s+Symptom\\(\\s*(\\$\\w+)\\s*,\\s*\"([^\"]*)\"\\s*\\)"
              + "|Evidence\\.(of|against)\\(\\s*\"([^\"]*)\"\\s*,\\s*(\\$\\w+)\\s*,\\s*\"([^\"]*)\"\\s*,"
              + "\\s*\"(0(?:\\.\\d+)?|1(?:\\.0+)?)\"\\s*\\)"
              + "|new\\s+Inhibition\\(\\s*(\\$\\w+)");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

  /** What a rule concludes. */
  enum Kind {
    /** A symptom. */
    SYMPTOM,
    /** Evidence for a known issue. */
    FOR,
    /** Evidence against a known issue. */
    AGAINST,
    /** That a component is not to be diagnosed. */
    INHIBITION
  }

  /**
   * A rule and where it stands.
   *
   * @param pack its pack
   * @param source its file
   * @param rule the rule
   */
  record Place(String pack, DrlText source, RuleDescr rule) {
    /** A problem with it. */
    Problem problem(String message) {
      return new Problem(source.file(), rule.getLine(), 1, message);
    }

    /** A problem at a part of its condition. */
    Problem problem(Conditions.Matched pattern, String message) {
      return source.at(pattern.at(), message);
    }

    /** Its name with its file, for people. */
    String words() {
      return "\"" + rule.getName() + "\" (" + pack + "/" + source.file().getFileName() + ")";
    }
  }

  /** What the rules of some packs conclude; files that do not parse say nothing. */
  static List<Conclusion> all(List<PackSource> packs) {
    List<Conclusion> all = new ArrayList<>();
    for (PackSource pack : packs) {
      for (Map.Entry<Path, String> file : pack.drl().entrySet()) {
        DrlText source = new DrlText(file.getKey(), file.getValue());
        for (RuleDescr rule : rules(file.getValue())) {
          read(new Place(pack.id(), source, rule), all);
        }
      }
    }
    return all;
  }

  private static List<RuleDescr> rules(String text) {
    return DrlReader.read(text).map(PackageDescr::getRules).orElse(List.of());
  }

  private static void read(Place place, List<Conclusion> into) {
    Matcher made = MADE.matcher(String.valueOf(place.rule().getConsequence()));
    Conditions conditions = Conditions.of(place.source(), place.rule());
    while (made.find()) {
      if (made.group(2) != null) {
        String subject = conditions.named(made.group(1));
        into.add(
            new Conclusion(
                place, Kind.SYMPTOM, made.group(2), subject, "", BigDecimal.ZERO, conditions));
      } else if (made.group(4) != null) {
        into.add(
            new Conclusion(
                place,
                made.group(3).equals("of") ? Kind.FOR : Kind.AGAINST,
                made.group(4),
                conditions.named(made.group(5)),
                made.group(6),
                new BigDecimal(made.group(7)),
                conditions));
      } else {
        String subject = conditions.named(made.group(8));
        into.add(
            new Conclusion(place, Kind.INHIBITION, "", subject, "", BigDecimal.ZERO, conditions));
      }
    }
  }

  /** Whether two conclude the same of the same field of their facts. */
  boolean same(Conclusion other) {
    return kind == other.kind
        && about.equals(other.about)
        && subject.equals(other.subject)
        && group.equals(other.group);
  }

  /** The symptoms of its component any of which it asks for; empty when it asks for none or for several. */
  Set<String> symptoms() {
    List<Conditions.Part> asked =
        conditions.parts().stream().filter(part -> isSymptom(part)).toList();
    if (asked.size() != 1) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (Constraint constraint : asked.get(0).patterns().get(0).constraints()) {
      if (constraint.text().matches("name\\s*(==|in\\b).*")) {
        Matcher text = TEXT.matcher(constraint.text());
        while (text.find()) {
          names.add(text.group(1));
        }
      }
    }
    return names;
  }

  /** What it asks for beside its symptom. */
  Set<String> others() {
    Set<String> others = new LinkedHashSet<>();
    conditions.parts().stream()
        .filter(part -> !isSymptom(part))
        .forEach(part -> others.add(part.named()));
    return others;
  }

  private static boolean isSymptom(Conditions.Part part) {
    return part.kind() == Conditions.Kind.FACT && part.patterns().get(0).type().equals("Symptom");
  }
}
