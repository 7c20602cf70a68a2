package org.clarityos.heal.explain;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.rulepack.RuleText;

/**
 * A derived fact that is not there.
 *
 * @param type its type
 * @param component the component it would be about
 * @param fields what is known of its fields, as literals of DRL; a list of literals where one of several
 *     would do
 */
record Missing(Class<?> type, String component, Map<String, List<String>> fields) {
  /** What the variables of a rule must hold for it to derive this; empty when it cannot. */
  Optional<Map<String, String>> pins(RuleText rule) {
    return rule.inserts().stream()
        .filter(made -> made.type().equals(type.getSimpleName()))
        .map(made -> made.by().isEmpty() ? constructed(made) : named(made))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The arguments of a constructor are the record's components, in order. */
  private Optional<Map<String, String>> constructed(RuleText.Made made) {
    Map<String, String> pins = new LinkedHashMap<>();
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < Math.min(components.length, made.arguments().size()); i++) {
      List<String> wanted = fields.getOrDefault(components[i].getName(), List.of());
      String argument = made.arguments().get(i);
      if (wanted.isEmpty()) {
        continue;
      }
      if (argument.startsWith("$") && wanted.size() == 1) {
        pins.put(argument, wanted.get(0));
      } else if (argument.startsWith("\"") && !wanted.contains(argument)) {
        return Optional.empty();
      }
    }
    return Optional.of(pins);
  }

  /** A factory names the known issue, and its own name says whether it speaks for or against it. */
  private Optional<Map<String, String>> named(RuleText.Made made) {
    List<String> issue = fields.getOrDefault("knownIssue", List.of());
    List<String> supports = fields.getOrDefault("supports", List.of());
    boolean other = !issue.isEmpty() && made.arguments().stream().noneMatch(issue::contains);
    boolean against = made.by().equals("against") == supports.contains("true");
    return other || (!supports.isEmpty() && against) ? Optional.empty() : Optional.of(Map.of());
  }
}
