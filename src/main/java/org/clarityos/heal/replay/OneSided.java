package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.diagnose.Phase;
import org.clarityos.heal.fact.Batch;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.Now;

/** The firings of one batch that led to an illness, or to what was decided of it, in one run only. */
final class OneSided {
  /** So many firings or observations say enough. */
  static final int MOST = 20;

  private final Comparison.Key key;
  private final List<Firing> a;
  private final List<Firing> b;

  /** What a firing did, whatever the version of its pack. */
  private record Done(String rule, List<Fact> matched, List<Fact> inserted) {
    static Done of(Firing firing) {
      return new Done(firing.rule().id(), firing.matched(), firing.inserted());
    }
  }

  OneSided(List<Firing> byA, List<Firing> byB, Comparison.Key key) {
    this.key = key;
    List<Firing> onlyA = less(byA, byB);
    List<Firing> onlyB = less(byB, byA);
    List<Firing> toDiagnosisA = leading(onlyA);
    List<Firing> toDiagnosisB = leading(onlyB);
    boolean diagnosis = !toDiagnosisA.isEmpty() || !toDiagnosisB.isEmpty();
    this.a = diagnosis ? toDiagnosisA : deciding(onlyA);
    this.b = diagnosis ? toDiagnosisB : deciding(onlyB);
  }

  List<Firing> a() {
    return a;
  }

  List<Firing> b() {
    return b;
  }

  /** The inputs that these firings matched. */
  Set<Fact> observations() {
    Set<Fact> inputs = new LinkedHashSet<>();
    for (List<Firing> side : List.of(a, b)) {
      for (Firing firing : side) {
        for (Fact fact : Inputs.of(firing.matched())) {
          if (!(fact instanceof Derived || fact instanceof Now || fact instanceof Batch)) {
            inputs.add(fact);
          }
        }
      }
    }
    return inputs;
  }

  private static List<Firing> less(List<Firing> some, List<Firing> others) {
    Map<Done, Integer> done = new HashMap<>();
    others.forEach(firing -> done.merge(Done.of(firing), 1, Integer::sum));
    List<Firing> left = new ArrayList<>();
    for (Firing firing : some) {
      if (done.merge(Done.of(firing), -1, Integer::sum) < 0) {
        left.add(firing);
      }
    }
    return left;
  }

  /** The firings that led to what is held of the known issue, followed back to its symptoms. */
  private List<Firing> leading(List<Firing> firings) {
    Set<Fact> wanted = new HashSet<>();
    List<Firing> leading = new ArrayList<>();
    for (int i = firings.size() - 1; i >= 0; i--) {
      Firing firing = firings.get(i);
      boolean leads =
          firing.inserted().stream()
              .anyMatch(
                  fact ->
                      wanted.contains(fact)
                          || (fact.component().equals(key.component())
                              && (fact instanceof Inhibition
                                  || Apart.issue(fact).equals(key.knownIssue()))));
      if (leads && firing.rule().phase().compareTo(Phase.DIAGNOSIS) <= 0) {
        wanted.addAll(firing.matched());
        leading.add(firing);
      }
    }
    Collections.reverse(leading);
    return leading.stream().limit(MOST).toList();
  }

  private List<Firing> deciding(List<Firing> firings) {
    return firings.stream()
        .filter(firing -> firing.rule().phase().compareTo(Phase.DIAGNOSIS) > 0)
        .filter(
            firing ->
                firing.inserted().stream()
                    .anyMatch(fact -> fact.component().equals(key.component())))
        .limit(MOST)
        .toList();
  }
}
