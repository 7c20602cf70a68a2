package org.clarityos.heal.playbook;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.Fact;

/**
 * What monitors see of a component once an action has worked.
 *
 * @param fact the type of what they see
 * @param fields the fields that the action decides, by name
 */
public record Effect(Class<? extends Fact> fact, Map<String, Object> fields) {
  /** Sorts the fields. */
  public Effect {
    fields = new TreeMap<>(fields);
  }

  /** That a field of a fact has a value. */
  public static Effect of(Class<? extends Fact> fact, String field, Object value) {
    return new Effect(fact, Map.of(field, value));
  }

  /** As constraints of a rule, a field each. */
  public List<String> constraints() {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + " == " + literal(field.getValue()))
        .toList();
  }

  private static String literal(Object value) {
    if (value instanceof Enum<?> constant) {
      Class<?> type = constant.getDeclaringClass();
      Class<?> around = type.getDeclaringClass();
      String before = around == null ? "" : around.getSimpleName() + ".";
      return before + type.getSimpleName() + "." + constant.name();
    }
    return value instanceof String text ? "\"" + text + "\"" : value.toString();
  }

  @Override
  public String toString() {
    return fact.getSimpleName() + "(" + String.join(", ", constraints()) + ")";
  }
}
