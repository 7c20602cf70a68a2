package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.RuleBase;

/**
 * The comparison of each case's two runs, over its pack alone and over all packs: the pack's rules
 * that fire in the one fire in the other too, whatever the case expects. What differs is the engine's
 * or another pack's doing.
 */
final class Agreement {
  private final Map<String, Set<String>> rules = new HashMap<>();

  private Agreement(RuleBase base) {
    for (RuleBase.RuleInfo rule : base.rules().values()) {
      rules.computeIfAbsent(rule.packName(), pack -> new TreeSet<>()).add(rule.id());
    }
  }

  /** One case of a file. */
  private record Story(String file, String name) {
    static Story of(CaseSuite.Outcome outcome) {
      String name = outcome.name();
      return new Story(outcome.file().toString(), name.substring(0, name.lastIndexOf(" (")));
    }
  }

  /** Outcomes in their order, those of cases whose two runs differ with a failure more. */
  static List<CaseSuite.Outcome> of(RuleBase base, List<CaseSuite.Outcome> outcomes) {
    Agreement agreement = new Agreement(base);
    Map<Story, CaseSuite.Outcome> before = new HashMap<>();
    List<CaseSuite.Outcome> all = new ArrayList<>();
    for (CaseSuite.Outcome outcome : outcomes) {
      CaseSuite.Outcome together = before.putIfAbsent(Story.of(outcome), outcome);
      all.add(together == null ? outcome : agreement.compared(together, outcome));
    }
    return List.copyOf(all);
  }

  private CaseSuite.Outcome compared(CaseSuite.Outcome together, CaseSuite.Outcome alone) {
    Path file = alone.file().toAbsolutePath();
    String pack = String.valueOf(file.getName(file.getNameCount() - 2));
    Set<String> own = rules.getOrDefault(pack, Set.of());
    Set<String> silent = less(alone, together, own);
    Set<String> more = less(together, alone, own);
    if (silent.isEmpty() && more.isEmpty()) {
      return alone;
    }
    List<CaseResult.Failure> failures = new ArrayList<>(alone.result().failures());
    if (!silent.isEmpty()) {
      failures.add(
          new CaseResult.Failure(
              "",
              silent
                  + " fire here and not with all packs: another pack keeps them from it, or the engine does"));
    }
    if (!more.isEmpty()) {
      failures.add(
          new CaseResult.Failure(
              "",
              more
                  + " fire with all packs and not here: name the packs they build on under needs in pack.yaml"));
    }
    return new CaseSuite.Outcome(
        alone.file(),
        alone.issue(),
        alone.index(),
        alone.name(),
        new CaseResult(failures, alone.result().fired()),
        alone.millis());
  }

  /** The rules of a pack that fired in one run and not in another. */
  private static Set<String> less(CaseSuite.Outcome one, CaseSuite.Outcome other, Set<String> own) {
    return one.result().fired().stream()
        .filter(own::contains)
        .filter(rule -> !other.result().fired().contains(rule))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
