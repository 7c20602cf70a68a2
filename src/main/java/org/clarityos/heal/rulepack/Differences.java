package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on the differences of numbers, each {@code one - other < most}. They contradict each other
 * when a number would have to lie below itself (the shortest paths of Floyd and Warshall).
 */
final class Differences {
  /**
   * A bound.
   *
   * @param most the bound
   * @param strict whether the bound itself is not reached
   */
  private record Bound(BigDecimal most, boolean strict) {
    Bound plus(Bound other) {
      return new Bound(most.add(other.most), strict || other.strict);
    }

    boolean tighter(@Nullable Bound other) {
      if (other == null) {
        return true;
      }
      int order = most.compareTo(other.most);
      return order < 0 || order == 0 && strict && !other.strict;
    }

    boolean contradicts() {
      return most.signum() < 0 || most.signum() == 0 && strict;
    }
  }

  /** From which number to which. */
  private record Pair(String one, String other) {}

  private final List<String> names = new ArrayList<>();
  private final Map<Pair, Bound> bounds = new HashMap<>();

  /**
   * Adds {@code one - other < most}.
   *
   * @param one a number's name; empty for zero
   * @param other another's
   * @param most the bound
   * @param strict whether the bound itself is not reached
   * @param whole whether both are whole numbers, so that below 3 is at most 2
   */
  void below(String one, String other, BigDecimal most, boolean strict, boolean whole) {
    for (String name : List.of(one, other)) {
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    Bound bound =
        strict && whole ? new Bound(most.subtract(BigDecimal.ONE), false) : new Bound(most, strict);
    keep(new Pair(one, other), bound);
  }

  private void keep(Pair pair, Bound bound) {
    if (bound.tighter(bounds.get(pair))) {
      bounds.put(pair, bound);
    }
  }

  /** Whether there are numbers within all bounds. */
  boolean possible() {
    for (String over : names) {
      for (String one : names) {
        Bound first = bounds.get(new Pair(one, over));
        for (String other : names) {
          Bound second = bounds.get(new Pair(over, other));
          if (first != null && second != null) {
            keep(new Pair(one, other), first.plus(second));
          }
        }
      }
    }
    return names.stream()
        .map(name -> bounds.get(new Pair(name, name)))
        .noneMatch(bound -> bound != null && bound.contradicts());
  }
}
