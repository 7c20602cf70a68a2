package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions that lie within some bounds, such as {@code >=0.1 <2}; every bound holds. */
record VersionRange(List<Bound> bounds) {
  private static final Pattern BOUND = Pattern.compile("(>=|<=|>|<|=)([\\d.]+)");

  /** One bound: an operator and a version. */
  record Bound(String operator, Version version) {
    boolean holds(Version candidate) {
      int order = candidate.compareTo(version);
      return switch (operator) {
        case ">=" -> order >= 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case "<" -> order < 0;
        default -> order == 0;
      };
    }
  }

  /** The range that a text is; empty when it is none. */
  static Optional<VersionRange> of(String text) {
    List<Bound> bounds = new ArrayList<>();
    for (String part : text.strip().split("\\s+", -1)) {
      Matcher bound = BOUND.matcher(part);
      Optional<Version> version =
          bound.matches() ? Version.bound(bound.group(2)) : Optional.empty();
      if (version.isEmpty()) {
        return Optional.empty();
      }
      bounds.add(new Bound(bound.group(1), version.get()));
    }
    return Optional.of(new VersionRange(List.copyOf(bounds)));
  }

  /** Whether a version lies within. */
  boolean holds(Version version) {
    return bounds.stream().allMatch(bound -> bound.holds(version));
  }
}
