package org.clarityos.heal.diagnose;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;

/**
 * What rules spend of their packs' budgets: firings in the last minute, and derived facts that hold.
 * Counted beside the session, so that the verdict is journaled and not computed again by a replay.
 */
final class Spending {
  private static final long MINUTE = 60_000;

  /** Without these nothing is decided at all. */
  private static final Set<String> EXEMPT = Set.of("planning", "policy");

  private record Spent(long at, Map<RuleBase.RuleInfo, Integer> firings) {}

  private final Deque<Spent> minute = new ArrayDeque<>();
  private final Map<RuleBase.RuleInfo, Integer> firings = new HashMap<>();
  private final Map<Derived, RuleBase.RuleInfo> facts = new HashMap<>();
  private final Map<RuleBase.RuleInfo, Integer> held = new HashMap<>();

  /** Counts what a batch made; what a new session derives anew counts as held and not as fired. */
  void take(JournalBatch batch, BatchResult result) {
    if (batch.kind() != JournalBatch.Kind.INPUT) {
      minute.clear();
      firings.clear();
      facts.clear();
      held.clear();
    }
    Map<RuleBase.RuleInfo, Integer> now = new HashMap<>();
    Map<Derived, RuleBase.RuleInfo> makers = new HashMap<>();
    for (Firing firing : result.firings()) {
      if (EXEMPT.contains(firing.rule().packName())) {
        continue;
      }
      now.merge(firing.rule(), 1, Integer::sum);
      firing.inserted().stream()
          .filter(Derived.class::isInstance)
          .forEach(fact -> makers.putIfAbsent((Derived) fact, firing.rule()));
    }
    result.withdrawn().forEach(this::gone);
    for (Derived fact : result.appeared()) {
      RuleBase.RuleInfo maker = makers.get(fact);
      if (maker != null && facts.put(fact, maker) == null) {
        held.merge(maker, 1, Integer::sum);
      }
    }
    if (batch.kind() == JournalBatch.Kind.INPUT && !now.isEmpty()) {
      minute.addLast(new Spent(batch.at(), now));
      now.forEach((rule, count) -> firings.merge(rule, count, Integer::sum));
    }
    while (!minute.isEmpty() && minute.getFirst().at() <= batch.at() - MINUTE) {
      minute.removeFirst().firings().forEach((rule, count) -> less(firings, rule, count));
    }
  }

  private void gone(Derived fact) {
    RuleBase.RuleInfo maker = facts.remove(fact);
    if (maker != null) {
      less(held, maker, 1);
    }
  }

  private static void less(
      Map<RuleBase.RuleInfo, Integer> counts, RuleBase.RuleInfo rule, int count) {
    counts.computeIfPresent(rule, (r, before) -> before > count ? before - count : null);
  }

  /** The rule or pack that spent more than its pack's budget, as a state that leaves it out. */
  Optional<State> over(RuleBase base, long since) {
    Optional<State> fired =
        over(base, firings, "fired", "times in a minute", since, PackBudget::firingsPerMinute);
    return fired.isPresent()
        ? fired
        : over(base, held, "hold", "derived facts", since, PackBudget::facts);
  }

  private static Optional<State> over(
      RuleBase base,
      Map<RuleBase.RuleInfo, Integer> counts,
      String did,
      String what,
      long since,
      java.util.function.ToIntFunction<PackBudget> budget) {
    Map<String, Integer> packs = new TreeMap<>();
    counts.forEach((rule, count) -> packs.merge(rule.packName(), count, Integer::sum));
    for (Map.Entry<String, Integer> pack : packs.entrySet()) {
      int most = budget.applyAsInt(base.budget(pack.getKey()));
      if (pack.getValue() > most) {
        String reason =
            "its rules " + did + " " + pack.getValue() + " " + what + "; its budget is " + most;
        return Optional.of(offender(base, pack.getKey(), counts, reason, since));
      }
    }
    return Optional.empty();
  }

  /** The rule that spent more than half of it, else the pack. */
  private static State offender(
      RuleBase base,
      String pack,
      Map<RuleBase.RuleInfo, Integer> counts,
      String reason,
      long since) {
    int all = 0;
    Map.Entry<RuleBase.RuleInfo, Integer> most = null;
    for (Map.Entry<RuleBase.RuleInfo, Integer> rule : counts.entrySet()) {
      if (rule.getKey().packName().equals(pack)) {
        all += rule.getValue();
        most = most == null || rule.getValue() > most.getValue() ? rule : most;
      }
    }
    return most != null && most.getValue() * 2 > all
        ? Culprit.disabled(most.getKey(), reason, since)
        : new PackState(
            pack, base.packs().getOrDefault(pack, ""), PackState.Status.QUARANTINED, reason, since);
  }
}
