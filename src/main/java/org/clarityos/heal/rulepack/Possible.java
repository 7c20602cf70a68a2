package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.rulepack.Comparison.Operator;
import org.clarityos.heal.rulepack.Comparison.Side;
import org.jspecify.annotations.Nullable;

/**
 * The question whether comparisons can all hold together: numbers by the differences that they bound,
 * all else by the values that are left. It may answer yes where no is right, never the other way.
 */
final class Possible {
  private static final int MOST_WAYS = 512;

  private final Map<String, Class<?>> types;
  private final Map<String, String> same = new HashMap<>();

  private Possible(Map<String, Class<?>> types) {
    this.types = types;
  }

  /**
   * Whether some constraints can hold together.
   *
   * @param types the types of fields, by their names, where they are known
   */
  static boolean together(List<Constraint> constraints, Map<String, Class<?>> types) {
    long ways = 1;
    for (Constraint constraint : constraints) {
      ways = Math.min(MOST_WAYS + 1, ways * Math.max(1, constraint.alternatives().size()));
    }
    return ways > MOST_WAYS || any(constraints, 0, List.of(), types);
  }

  private static boolean any(
      List<Constraint> constraints,
      int from,
      List<Comparison> chosen,
      Map<String, Class<?>> types) {
    if (from == constraints.size()) {
      return all(chosen, types);
    }
    for (List<Comparison> alternative : constraints.get(from).alternatives()) {
      List<Comparison> more = new ArrayList<>(chosen);
      more.addAll(alternative);
      if (any(constraints, from + 1, more, types)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some comparisons can hold together. */
  static boolean all(List<Comparison> comparisons, Map<String, Class<?>> types) {
    Possible question = new Possible(types);
    question.unite(comparisons);
    return question.values(comparisons) && question.differences(comparisons);
  }

  private void unite(List<Comparison> comparisons) {
    for (Comparison each : comparisons) {
      if (each.operator() == Operator.IN && each.right().size() == 1) {
        Side right = each.right().get(0);
        if (!each.left().literal()
            && !right.literal()
            && each.left().amount().compareTo(right.amount()) == 0) {
          same.put(root(each.left().field()), root(right.field()));
        }
      }
    }
  }

  private String root(String field) {
    String at = field;
    while (!at.equals(same.getOrDefault(at, at))) {
      at = same.getOrDefault(at, at);
    }
    return at;
  }

  private boolean values(List<Comparison> comparisons) {
    Map<String, Set<Object>> left = new HashMap<>();
    Set<String> fields = new HashSet<>();
    comparisons.forEach(each -> fields.add(each.left().field()));
    for (String field : fields) {
      Set<Object> every = every(types.get(field));
      if (every != null) {
        left.merge(root(field), every, Possible::both);
      }
    }
    for (Comparison each : comparisons) {
      if (each.operator() == Operator.IN && literals(each)) {
        left.merge(root(each.left().field()), listed(each), Possible::both);
      }
    }
    for (Comparison each : comparisons) {
      Set<Object> remaining = left.get(root(each.left().field()));
      if (each.operator() == Operator.NOT_IN && impossible(each)) {
        return false;
      }
      if (remaining != null && literals(each)) {
        remaining.removeIf(value -> !holds(value, each));
      }
    }
    return left.values().stream().noneMatch(Set::isEmpty);
  }

  /** Something that is to differ from itself. */
  private boolean impossible(Comparison each) {
    return !each.left().literal()
        && each.right().stream()
            .anyMatch(
                right ->
                    !right.literal()
                        && root(right.field()).equals(root(each.left().field()))
                        && right.amount().compareTo(each.left().amount()) == 0);
  }

  private static boolean literals(Comparison each) {
    return !each.left().literal()
        && each.left().amount().signum() == 0
        && each.right().stream().allMatch(Side::literal);
  }

  private static Set<Object> listed(Comparison each) {
    Set<Object> values = new LinkedHashSet<>();
    each.right().forEach(side -> values.add(side.value()));
    return values;
  }

  private static Set<Object> both(Set<Object> some, Set<Object> others) {
    Set<Object> both = new LinkedHashSet<>(some);
    both.retainAll(others);
    return both;
  }

  private static boolean holds(Object value, Comparison each) {
    return switch (each.operator()) {
      case IN -> listed(each).contains(value);
      case NOT_IN -> !listed(each).contains(value);
      case LESS, AT_MOST, MORE, AT_LEAST -> {
        if (!(value instanceof BigDecimal number) || !each.right().get(0).text().isEmpty()) {
          yield true;
        }
        int order = number.compareTo(each.right().get(0).amount());
        yield switch (each.operator()) {
          case LESS -> order < 0;
          case AT_MOST -> order <= 0;
          case MORE -> order > 0;
          default -> order >= 0;
        };
      }
    };
  }

  /** Every value of a type that has few, as rules write them. */
  private static @Nullable Set<Object> every(@Nullable Class<?> type) {
    if (type == boolean.class) {
      return new LinkedHashSet<>(List.of("true", "false"));
    }
    if (type == null || !type.isEnum()) {
      return null;
    }
    Class<?> around = type.getDeclaringClass();
    String before =
        (around == null ? "" : around.getSimpleName() + ".") + type.getSimpleName() + ".";
    Set<Object> values = new LinkedHashSet<>();
    for (Object value : type.getEnumConstants()) {
      values.add(before + ((Enum<?>) value).name());
    }
    return values;
  }

  private boolean differences(List<Comparison> comparisons) {
    Differences bounds = new Differences();
    for (Comparison each : comparisons) {
      Side right = each.right().get(0);
      if (each.right().size() != 1
          || each.left().literal() && right.literal()
          || !each.left().numeric()
          || !right.numeric()) {
        continue;
      }
      // left + l < right + r, so left - right < r - l
      String one = each.left().literal() ? "" : root(each.left().field());
      String other = right.literal() ? "" : root(right.field());
      BigDecimal most = right.amount().subtract(each.left().amount());
      boolean whole = whole(each.left()) && whole(right);
      switch (each.operator()) {
        case LESS -> bounds.below(one, other, most, true, whole);
        case AT_MOST -> bounds.below(one, other, most, false, whole);
        case MORE -> bounds.below(other, one, most.negate(), true, whole);
        case AT_LEAST -> bounds.below(other, one, most.negate(), false, whole);
        case IN -> {
          bounds.below(one, other, most, false, whole);
          bounds.below(other, one, most.negate(), false, whole);
        }
        case NOT_IN -> {}
      }
    }
    return bounds.possible();
  }

  /** Whether a side is a whole number for sure. */
  private boolean whole(Side side) {
    Class<?> type = types.get(side.field());
    return side.amount().stripTrailingZeros().scale() <= 0
        && (side.literal() || type == long.class || type == int.class);
  }
}
