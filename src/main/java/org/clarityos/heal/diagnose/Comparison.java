package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;

/**
 * The comparison of what an active session and one in shadow make of the same batches: diagnoses as
 * they appear, and the first decision about each illness (what comes after it depends on what was
 * done, and a shadow does nothing).
 */
public final class Comparison {
  private static final int MOST = 1000;
  private static final String NOTHING = "nothing";

  /** One side: what it holds and what it decided first. */
  private static final class Side {
    private final Set<String> diagnoses = new HashSet<>();
    private final Set<String> decided = new HashSet<>();
    private final Map<String, String> illnesses = new HashMap<>();
  }

  private final Side active = new Side();
  private final Side shadow = new Side();
  private final List<Difference> differences = new ArrayList<>();
  private long batches;
  private long count;

  /**
   * Something that one session concluded and the other did not.
   *
   * @param sequence the journal's sequence number at which it did
   * @param at when, in milliseconds since the epoch
   * @param about the illness: known issue and component
   * @param active what the active session concluded
   * @param shadow what the session in shadow concluded
   * @param rules the ids of the rules that fired for it
   */
  public record Difference(
      long sequence, long at, String about, String active, String shadow, List<String> rules) {}

  /** A comparison of sessions that both start with some facts. */
  Comparison(List<? extends Fact> live) {
    live.forEach(
        fact -> {
          illness(active, fact);
          illness(shadow, fact);
        });
  }

  private static void illness(Side side, Fact fact) {
    if (fact instanceof Incident incident) {
      side.illnesses.put(incident.id(), incident.knownIssue() + " of " + incident.component());
    }
  }

  /** Takes what both made of a batch. */
  void take(JournalBatch batch, BatchResult ofActive, BatchResult ofShadow) {
    batches++;
    Map<String, String> first = conclusions(active, ofActive);
    Map<String, String> second = conclusions(shadow, ofShadow);
    Set<String> about = new TreeSet<>(first.keySet());
    about.addAll(second.keySet());
    for (String one : about) {
      String here = first.getOrDefault(one, NOTHING);
      String there = second.getOrDefault(one, NOTHING);
      if (!here.equals(there)) {
        count++;
        if (differences.size() < MOST) {
          BatchResult side = second.containsKey(one) ? ofShadow : ofActive;
          differences.add(
              new Difference(batch.last(), batch.at(), one, here, there, rules(side, one)));
        }
      }
    }
  }

  /** What a side newly concludes, by illness. */
  private static Map<String, String> conclusions(Side side, BatchResult result) {
    Map<String, String> found = new TreeMap<>();
    for (Derived fact : result.withdrawn()) {
      if (fact instanceof Diagnosis gone && side.diagnoses.remove(name(gone))) {
        found.put(name(gone), "diagnosis withdrawn");
      }
    }
    for (Derived fact : result.appeared()) {
      if (fact instanceof Diagnosis diagnosis && side.diagnoses.add(name(diagnosis))) {
        found.put(name(diagnosis), "diagnosed");
      }
    }
    result.states().forEach(state -> illness(side, state));
    for (State state : result.states()) {
      if (state instanceof Decision decision && decision.attempt() == 1) {
        String illness = side.illnesses.getOrDefault(decision.incident(), decision.component());
        if (side.decided.add(decision.incident())) {
          found.merge(
              illness, decision.verdict() + " " + decision.playbook(), (a, b) -> a + ", " + b);
        }
      }
    }
    return found;
  }

  private static String name(Diagnosis diagnosis) {
    return diagnosis.knownIssue() + " of " + diagnosis.component();
  }

  private static List<String> rules(BatchResult side, String about) {
    String component = about.substring(about.indexOf(" of ") + 4);
    return side.firings().stream()
        .filter(
            firing ->
                firing.inserted().stream().anyMatch(fact -> fact.component().equals(component)))
        .map(firing -> firing.rule().id())
        .distinct()
        .toList();
  }

  long batches() {
    return batches;
  }

  long count() {
    return count;
  }

  List<Difference> differences() {
    return List.copyOf(differences);
  }
}
