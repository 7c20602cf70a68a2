package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far evidence reaches: the confidence that it makes, and the one from which on there is a diagnosis. */
final class Reach {
  private static final Pattern DIAGNOSED =
      Pattern.compile("Confidence\\([^)]*\\bvalue\\s*>=\\s*(\\d(?:\\.\\d+)?)B?\\s*\\)");

  private Reach() {}

  /** The confidence from which on the policy diagnoses; zero when there is no policy among the packs. */
  static BigDecimal threshold(List<PackSource> packs) {
    for (PackSource pack : packs) {
      for (String text : pack.drl().values()) {
        Matcher diagnosed = DIAGNOSED.matcher(text);
        if (pack.id().equals("policy") && diagnosed.find()) {
          return new BigDecimal(diagnosed.group(1));
        }
      }
    }
    return BigDecimal.ZERO;
  }

  /** The confidence that some evidence makes together: the strongest of each group, noisy-or over groups. */
  static BigDecimal confidence(Collection<Conclusion> evidence) {
    return doubt(evidence, Conclusion.Kind.AGAINST)
        .multiply(BigDecimal.ONE.subtract(doubt(evidence, Conclusion.Kind.FOR)));
  }

  private static BigDecimal doubt(Collection<Conclusion> evidence, Conclusion.Kind kind) {
    Map<String, BigDecimal> strongest = new HashMap<>();
    evidence.stream()
        .filter(each -> each.kind() == kind)
        .forEach(each -> strongest.merge(each.group(), each.weight(), BigDecimal::max));
    return strongest.values().stream()
        .map(BigDecimal.ONE::subtract)
        .reduce(BigDecimal.ONE, BigDecimal::multiply);
  }

  /** The known issues that all evidence for them together can make a diagnosis of. */
  static Set<String> issues(List<Conclusion> conclusions, BigDecimal threshold) {
    Map<String, List<Conclusion>> supporting = new HashMap<>();
    conclusions.stream()
        .filter(each -> each.kind() == Conclusion.Kind.FOR)
        .forEach(
            each ->
                supporting
                    .computeIfAbsent(each.about(), issue -> new java.util.ArrayList<>())
                    .add(each));
    Set<String> reached = new TreeSet<>();
    supporting.forEach(
        (issue, evidence) -> {
          if (confidence(evidence).compareTo(threshold) >= 0) {
            reached.add(issue);
          }
        });
    return reached;
  }
}
