package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.State;
import org.jspecify.annotations.Nullable;

/** The comparison of two runs, batch by batch. */
final class Comparison {
  private static final int MOST = 1000;

  /** What an illness is about; the natural order of its parts. */
  record Key(String component, String knownIssue) {}

  /** An illness in both runs, from its first diagnosis until neither has it. */
  private static final class Pair {
    private final Illness a = Illness.none();
    private final Illness b = Illness.none();
    private Difference.@Nullable Divergence cause;

    boolean alike() {
      return a.equals(b);
    }

    boolean over() {
      return !a.present() && !b.present();
    }
  }

  private final Apart apart = new Apart();
  private final Map<Key, Pair> current = new LinkedHashMap<>();
  private final Map<String, Key> incidents = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, long[]> fired = new TreeMap<>();
  private final long[][] counts = new long[2][3];
  private long more;

  /** Takes what both runs made of one batch. */
  void take(Rerun.Step a, Rerun.Step b) {
    count(0, a.result());
    count(1, b.result());
    if (quiet(a) && quiet(b)) {
      return;
    }
    apart.take(a, b);
    Set<Key> touched =
        new TreeSet<>(Comparator.comparing(Key::component).thenComparing(Key::knownIssue));
    turn(a);
    turn(b);
    follow(a, true, touched);
    follow(b, false, touched);
    for (Key key : touched) {
      Pair pair = current.get(key);
      if (pair != null && pair.cause == null && !pair.alike()) {
        pair.cause = apart.cause(key, a, b);
      }
    }
  }

  private static boolean quiet(Rerun.Step step) {
    BatchResult result = step.result();
    return !step.rebuilt()
        && result.firings().isEmpty()
        && result.appeared().isEmpty()
        && result.withdrawn().isEmpty()
        && result.states().isEmpty();
  }

  private void count(int run, BatchResult result) {
    counts[run][0] += result.firings().size();
    for (Firing firing : result.firings()) {
      fired.computeIfAbsent(firing.rule().id(), id -> new long[2])[run]++;
    }
    counts[run][2] += result.states().stream().filter(Decision.class::isInstance).count();
  }

  private void follow(Rerun.Step step, boolean first, Set<Key> touched) {
    long at = step.batch().at();
    if (step.rebuilt()) {
      endWhatDoesNotHold(step, first, touched);
    }
    for (Derived fact : step.result().appeared()) {
      if (fact instanceof Diagnosis diagnosis) {
        Key key = new Key(diagnosis.component(), diagnosis.knownIssue());
        Illness illness = of(key, first);
        if (!illness.present()) {
          illness.begin(at);
          counts[first ? 0 : 1][1]++;
        }
        touched.add(key);
      }
    }
    decisions(step, first, touched);
    for (Derived fact : step.result().withdrawn()) {
      if (fact instanceof Diagnosis diagnosis) {
        Key key = new Key(diagnosis.component(), diagnosis.knownIssue());
        of(key, first).end(at);
        touched.add(key);
      }
    }
  }

  /** A new session derives again what still holds: only what it does not is an end. */
  private void endWhatDoesNotHold(Rerun.Step step, boolean first, Set<Key> touched) {
    Set<Derived> holds = new HashSet<>(step.result().appeared());
    current.forEach(
        (key, pair) -> {
          if (!holds.contains(new Diagnosis(key.component(), key.knownIssue()))) {
            (first ? pair.a : pair.b).end(step.batch().at());
            touched.add(key);
          }
        });
  }

  private void decisions(Rerun.Step step, boolean first, Set<Key> touched) {
    for (State state : step.result().states()) {
      if (state instanceof Incident incident) {
        incidents.put(incident.id(), new Key(incident.component(), incident.knownIssue()));
      } else if (state instanceof Decision decision) {
        Key key = incidents.get(decision.incident());
        if (key != null) {
          of(key, first).decisions().add(Illness.Made.of(decision));
          touched.add(key);
        }
      }
    }
  }

  /** Ends the pairs that are over and whose illness begins again in either run. */
  private void turn(Rerun.Step step) {
    for (Derived fact : step.result().appeared()) {
      if (fact instanceof Diagnosis diagnosis) {
        Key key = new Key(diagnosis.component(), diagnosis.knownIssue());
        Pair pair = current.get(key);
        if (pair != null && pair.over()) {
          finish(key, pair);
          current.remove(key);
        }
      }
    }
  }

  private Illness of(Key key, boolean first) {
    Pair pair = current.computeIfAbsent(key, any -> new Pair());
    return first ? pair.a : pair.b;
  }

  private void finish(Key key, Pair pair) {
    if (pair.alike() || pair.cause == null) {
      return;
    }
    if (differences.size() >= MOST) {
      more++;
    } else {
      differences.add(
          new Difference(key.knownIssue(), key.component(), pair.a, pair.b, pair.cause));
    }
  }

  /** What was found. */
  Report end(Header header, long batches) {
    current.forEach(this::finish);
    current.clear();
    differences.sort(Comparator.comparingLong(difference -> difference.cause().at()));
    Map<String, Report.Fired> differing = new TreeMap<>();
    fired.forEach(
        (rule, times) -> {
          if (times[0] != times[1]) {
            differing.put(rule, new Report.Fired(times[0], times[1]));
          }
        });
    return new Report(
        header, batches, counted(0), counted(1), differing, List.copyOf(differences), more);
  }

  private Report.Count counted(int run) {
    return new Report.Count(counts[run][0], counts[run][1], counts[run][2]);
  }
}
