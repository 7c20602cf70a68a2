package org.clarityos.heal.explain;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.rulepack.PatternText;
import org.clarityos.heal.rulepack.Probes;

/**
 * The search for the fact that a pattern misses by least: the engine says which constraints each
 * candidate satisfies, and the fewest failures, then the shortest distance, wins.
 */
final class Nearest {
  private static final Pattern IDENTITY = Pattern.compile("(\\w+)\\s*(==|in)\\s*(.+)");
  private static final Pattern WINDOW =
      Pattern.compile("time\\((?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?\\)");

  private final Moment moment;
  private final Probes probes;
  private final String imports;
  private final String before;

  /** A search among the facts of a moment, beside what the elements before the pattern found. */
  Nearest(Moment moment, Probes probes, String imports, String before) {
    this.moment = moment;
    this.probes = probes;
    this.imports = imports;
    this.before = before;
  }

  /**
   * A fact that a pattern nearly took.
   *
   * @param fact the fact
   * @param values what the variables before it hold
   * @param checks what it does not satisfy
   */
  record Candidate(Fact fact, Map<String, Object> values, List<Check> checks) {}

  /** The fact that comes nearest to a pattern, among those that are what it speaks of; empty when there is none. */
  Optional<Candidate> to(PatternText pattern, List<String> pins) {
    List<String> identities = identities(pattern, pins);
    return search(pattern, identities, pins);
  }

  /** The nearest of the same component when nothing is what the pattern speaks of. */
  Optional<Candidate> alike(PatternText pattern, List<String> pins) {
    List<String> component =
        identities(pattern, pins).stream().filter(c -> c.startsWith("component ")).toList();
    return component.isEmpty() ? Optional.empty() : search(pattern, component, pins);
  }

  /** The constraints that say which thing a pattern speaks of, not what is asked of it. */
  static List<String> identities(PatternText pattern, List<String> pins) {
    List<String> identities = new ArrayList<>(pins);
    for (String constraint : pattern.asked()) {
      Matcher identity = IDENTITY.matcher(constraint);
      if (identity.matches() && text(pattern.type(), identity.group(1))) {
        identities.add(constraint);
      }
    }
    return identities;
  }

  private static boolean text(String type, String field) {
    try {
      Class<?> fact = Class.forName(Fact.class.getPackageName() + "." + type);
      return Arrays.stream(fact.getRecordComponents())
          .filter(component -> component.getName().equals(field))
          .map(RecordComponent::getType)
          .anyMatch(String.class::equals);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a rule speaks of a fact that is not there", e);
    }
  }

  private Optional<Candidate> search(
      PatternText pattern, List<String> identities, List<String> pins) {
    List<String> asked = new ArrayList<>(pattern.asked());
    asked.addAll(pins);
    asked.removeAll(identities);
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("all", before + pattern.asking(identities, ""));
    for (int i = 0; i < asked.size(); i++) {
      List<String> one = new ArrayList<>(identities);
      one.add(asked.get(i));
      conditions.put("c" + i, before + pattern.asking(one, ""));
    }
    if (!pattern.window().isEmpty()) {
      conditions.put("window", before + pattern.asking(identities, pattern.window()));
    }
    Collection<Fact> facts = new ArrayList<>(moment.facts());
    facts.addAll(moment.expired());
    Map<String, Set<Object>> holding = new HashMap<>();
    List<Probes.Matched> candidates = new ArrayList<>();
    for (Probes.Matched matched : probes.ask(imports, conditions, moment.at(), facts)) {
      holding.computeIfAbsent(matched.probe(), name -> new HashSet<>()).add(key(matched));
      if (matched.probe().equals("all") && sound(matched, pattern.holder())) {
        candidates.add(matched);
      }
    }
    return candidates.stream()
        .map(candidate -> candidate(pattern, asked, candidate, holding))
        .min(
            Comparator.<Candidate>comparingInt(c -> c.checks().size())
                .thenComparingDouble(c -> c.checks().stream().mapToDouble(Check::distance).sum())
                .thenComparingLong(c -> c.fact() instanceof Event event ? -event.at() : 0)
                .thenComparing(c -> c.fact().toString()));
  }

  private static Object key(Probes.Matched matched) {
    return List.of(matched.facts(), String.valueOf(matched.values().get(PatternText.PROBED)));
  }

  /** Whether what stands before the candidate had not expired. */
  private boolean sound(Probes.Matched matched, String holder) {
    Object candidate = matched.values().get(holder);
    return matched.facts().stream()
        .noneMatch(fact -> fact != candidate && moment.expired().contains(fact));
  }

  private Candidate candidate(
      PatternText pattern,
      List<String> asked,
      Probes.Matched matched,
      Map<String, Set<Object>> holding) {
    Fact fact = (Fact) java.util.Objects.requireNonNull(matched.values().get(pattern.holder()));
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (!holding.getOrDefault("c" + i, Set.of()).contains(key(matched))) {
        checks.add(Check.of(asked.get(i), fact, matched.values(), moment.at()));
      }
    }
    boolean outside =
        !pattern.window().isEmpty()
            && !holding.getOrDefault("window", Set.of()).contains(key(matched));
    if (fact instanceof Event event && (outside || moment.expired().contains(fact))) {
      checks.add(old(event, outside ? pattern.window() : "expired"));
    }
    return new Candidate(fact, matched.values(), checks);
  }

  private Check old(Event event, String window) {
    long age = moment.at() - event.at();
    String kind = event.getClass().getSimpleName();
    long length = length(window);
    return new Check(
        window,
        "the last " + kind + " was " + Words.span(age) + " ago",
        length == 0 ? "one that has not expired" : "one within " + Words.span(length),
        length == 0 ? 1 : Math.abs(age - length) / (double) length);
  }

  /** How long a window is, in milliseconds. */
  static long length(String window) {
    Matcher time = WINDOW.matcher(window);
    if (!time.find()) {
      return 0;
    }
    long millis = 0;
    long[] units = {3_600_000, 60_000, 1000};
    for (int i = 0; i < units.length; i++) {
      millis += time.group(i + 1) == null ? 0 : Long.parseLong(time.group(i + 1)) * units[i];
    }
    return millis;
  }
}
