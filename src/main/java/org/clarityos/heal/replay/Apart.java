package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.fact.Confidence;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Evidence;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Hypothesis;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.Symptom;

/**
 * What two runs hold apart: the derived facts, from symptom to diagnosis, that hold in one of them
 * only, and the batch since which they do.
 */
final class Apart {
  private final Set<Derived> heldByA = new HashSet<>();
  private final Set<Derived> heldByB = new HashSet<>();

  /** The facts that one run alone holds, by component, with whether it is the first. */
  private final Map<String, Map<Derived, Boolean>> oneSided = new HashMap<>();

  private final Map<Comparison.Key, Difference.Divergence> open = new HashMap<>();

  /** Takes what both runs made of one batch. */
  void take(Rerun.Step a, Rerun.Step b) {
    Set<Derived> changed = new LinkedHashSet<>();
    hold(a, heldByA, changed);
    hold(b, heldByB, changed);
    Set<Comparison.Key> keys = new LinkedHashSet<>();
    for (Derived fact : changed) {
      boolean inA = heldByA.contains(fact);
      if (inA == heldByB.contains(fact)) {
        oneSided.getOrDefault(fact.component(), new HashMap<>()).remove(fact);
      } else {
        oneSided.computeIfAbsent(fact.component(), any -> new LinkedHashMap<>()).put(fact, inA);
      }
      if (!issue(fact).isEmpty()) {
        keys.add(new Comparison.Key(fact.component(), issue(fact)));
      }
    }
    for (Comparison.Key key : keys) {
      if (on(key).stream().noneMatch(fact -> issue(fact).equals(key.knownIssue()))) {
        open.remove(key);
      } else if (!open.containsKey(key)) {
        open.put(key, divergence(key, a, b));
      }
    }
  }

  private Set<Derived> on(Comparison.Key key) {
    return oneSided.getOrDefault(key.component(), Map.of()).keySet();
  }

  private static void hold(Rerun.Step step, Set<Derived> held, Set<Derived> changed) {
    if (step.rebuilt()) {
      changed.addAll(held);
      held.clear();
    }
    step.result().withdrawn().stream()
        .filter(Apart::told)
        .forEach(
            fact -> {
              held.remove(fact);
              changed.add(fact);
            });
    step.result().appeared().stream()
        .filter(Apart::told)
        .forEach(
            fact -> {
              held.add(fact);
              changed.add(fact);
            });
  }

  private static boolean told(Derived fact) {
    return fact instanceof Symptom || fact instanceof Inhibition || !issue(fact).isEmpty();
  }

  /** The known issue that a derived fact is about; empty when it is about none. */
  static String issue(Fact fact) {
    if (fact instanceof Evidence evidence) {
      return evidence.knownIssue();
    } else if (fact instanceof Hypothesis hypothesis) {
      return hypothesis.knownIssue();
    } else if (fact instanceof Confidence confidence) {
      return confidence.knownIssue();
    }
    return fact instanceof Diagnosis diagnosis ? diagnosis.knownIssue() : "";
  }

  /** The batch since which two runs hold different things of an illness; this one when they do not. */
  Difference.Divergence cause(Comparison.Key key, Rerun.Step a, Rerun.Step b) {
    Difference.Divergence cause = open.get(key);
    return cause == null ? divergence(key, a, b) : cause;
  }

  private Difference.Divergence divergence(Comparison.Key key, Rerun.Step a, Rerun.Step b) {
    OneSided firings = new OneSided(a.result().firings(), b.result().firings(), key);
    Set<Fact> observations = new LinkedHashSet<>(firings.observations());
    for (Fact entry : Inputs.of(a.batch().entries())) {
      if (entry.component().equals(key.component()) && !a.rebuilt()) {
        observations.add(entry);
      }
    }
    return new Difference.Divergence(
        a.batch().last(),
        a.batch().at(),
        new Difference.Side(firings.a(), held(key, true)),
        new Difference.Side(firings.b(), held(key, false)),
        observations.stream().limit(OneSided.MOST).toList());
  }

  private List<Derived> held(Comparison.Key key, boolean first) {
    List<Derived> held = new ArrayList<>();
    for (Map.Entry<Derived, Boolean> fact :
        oneSided.getOrDefault(key.component(), Map.of()).entrySet()) {
      String issue = issue(fact.getKey());
      if (fact.getValue() == first && (issue.isEmpty() || issue.equals(key.knownIssue()))) {
        held.add(fact.getKey());
      }
    }
    return held;
  }
}
