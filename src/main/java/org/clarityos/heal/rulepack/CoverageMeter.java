package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Now;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;

/**
 * The meter of how far cases come in each rule. Beside each case runs a session of probes, which
 * holds the same facts at the same times: what matches is for the engine to say.
 */
public final class CoverageMeter implements CaseRunner.Observer, AutoCloseable {
  private static final long SECOND = 1000;

  private final List<RuleText> rules;
  private final Map<String, CoverageProbe> probes = new LinkedHashMap<>();
  private final List<KieBase> bases = new ArrayList<>();
  private final Set<RuleText> unasked = new HashSet<>();
  private final Set<CoverageProbe> matched = new HashSet<>();
  private final Map<CoverageProbe, Map<Boolean, Threshold.Beside>> nearest = new HashMap<>();
  private final List<ProbeSession> beside = new ArrayList<>();
  private @Nullable RuleSession watched;
  private List<Fact> held = List.of();

  /** A meter of the rules of some packs, by their files. */
  public CoverageMeter(RuleBase base, Predicate<String> files) {
    rules =
        RuleText.all(base).stream()
            .filter(rule -> files.test(rule.place().file()))
            .sorted(
                Comparator.comparing((RuleText rule) -> rule.place().file())
                    .thenComparingInt(rule -> rule.place().line()))
            .toList();
    compile(rules, new Probes());
  }

  /** Compiles the probes of some rules together; where that fails, of fewer, until it is known of which. */
  private void compile(List<RuleText> some, Probes compiler) {
    Map<String, CoverageProbe> named = new LinkedHashMap<>();
    some.forEach(
        rule ->
            CoverageProbe.of(rule)
                .forEach(probe -> named.put("p" + (probes.size() + named.size()), probe)));
    if (named.isEmpty()) {
      return;
    }
    Map<String, String> conditions = new LinkedHashMap<>();
    named.forEach((name, probe) -> conditions.put(name, probe.condition()));
    String imports =
        some.stream()
            .flatMap(rule -> rule.imports().lines())
            .distinct()
            .collect(Collectors.joining("\n"));
    try {
      bases.add(compiler.base(imports, conditions));
      probes.putAll(named);
    } catch (IllegalStateException e) {
      if (some.size() == 1) {
        unasked.addAll(some);
      } else {
        compile(some.subList(0, some.size() / 2), compiler);
        compile(some.subList(some.size() / 2, some.size()), compiler);
      }
    }
  }

  @Override
  public void after(RuleSession session, long at) {
    if (session != watched) {
      close();
      watched = session;
      held = List.of();
      bases.forEach(base -> beside.add(new ProbeSession(base, this::matched)));
    }
    // First the time alone moves on: what a rule made of it may have ended its own condition.
    List<Fact> before = new ArrayList<>(held);
    if (before.removeIf(Now.class::isInstance)) {
      before.add(new Now(at - at % SECOND));
      beside.forEach(probe -> probe.hold(before, at));
    }
    held = session.everything();
    beside.forEach(probe -> probe.hold(held, at));
  }

  private void matched(Probes.Matched match) {
    CoverageProbe probe = java.util.Objects.requireNonNull(probes.get(match.probe()));
    matched.add(probe);
    probe
        .threshold()
        .flatMap(t -> t.beside(match, match.values().getOrDefault(probe.holder(), "")))
        .ifPresent(
            value ->
                nearest
                    .computeIfAbsent(probe, any -> new HashMap<>())
                    .merge(
                        value.holds(),
                        value,
                        (a, b) -> b.distance().compareTo(a.distance()) < 0 ? b : a));
  }

  /** What the cases that ran so far cover. */
  public Coverage coverage(List<CaseSuite.Outcome> outcomes) {
    Set<String> fired =
        outcomes.stream()
            .flatMap(outcome -> outcome.result().fired().stream())
            .collect(Collectors.toSet());
    Map<RuleText, List<CoverageProbe>> byRule =
        probes.values().stream().collect(Collectors.groupingBy(CoverageProbe::rule));
    return new Coverage(
        rules.stream()
            .map(
                rule ->
                    rule(
                        rule,
                        fired.contains(rule.info().id()),
                        byRule.getOrDefault(rule, List.of())))
            .toList());
  }

  private Coverage.Rule rule(RuleText rule, boolean fired, List<CoverageProbe> asked) {
    List<Coverage.Part> parts = new ArrayList<>();
    List<Coverage.Boundary> boundaries = new ArrayList<>();
    for (int i = 0; i < rule.elements().size(); i++) {
      Element element = rule.elements().get(i);
      int place = i;
      Map<CoverageProbe.Asks, List<CoverageProbe>> about =
          asked.stream()
              .filter(probe -> probe.element() == place)
              .collect(Collectors.groupingBy(CoverageProbe::asks));
      List<CoverageProbe> fails = about.getOrDefault(CoverageProbe.Asks.FAILED, List.of());
      parts.add(
          new Coverage.Part(
              element.line(),
              element.text(),
              fired || any(about.getOrDefault(CoverageProbe.Asks.SATISFIED, List.of())),
              !fails.isEmpty(),
              any(fails)));
      for (CoverageProbe probe : about.getOrDefault(CoverageProbe.Asks.VALUE, List.of())) {
        probe.threshold().ifPresent(t -> boundaries.add(boundary(rule, element, probe, t)));
      }
    }
    RuleText.Place at = rule.place();
    return new Coverage.Rule(
        rule.info().id(),
        rule.info().name(),
        at,
        fired,
        !unasked.contains(rule),
        parts,
        boundaries);
  }

  private boolean any(List<CoverageProbe> some) {
    return some.stream().anyMatch(matched::contains);
  }

  private Coverage.Boundary boundary(
      RuleText rule, Element element, CoverageProbe probe, Threshold threshold) {
    Map<Boolean, Threshold.Beside> values = nearest.getOrDefault(probe, Map.of());
    Coverage.Side holds = Coverage.Side.of(values.get(true));
    Coverage.Side fails = Coverage.Side.of(values.get(false));
    return new Coverage.Boundary(
        rule.line(threshold.text(), element.line()),
        threshold.text(),
        threshold.upward() ? fails : holds,
        threshold.upward() ? holds : fails);
  }

  @Override
  public void close() {
    beside.forEach(ProbeSession::close);
    beside.clear();
  }
}
