package org.clarityos.heal.diagnose;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.JournalBatch;

/**
 * The inputs that a session holds after each batch: the states by key, and the events until they
 * expire, in the order in which they entered. A new session is built from them; as they follow from
 * the journal alone, a replay has the same at the same place. One thread writes, any may read.
 */
public final class LiveInputs {
  private record Entered(long number, Event event) {}

  private final Map<String, State> states = new LinkedHashMap<>();
  private final Map<Long, Deque<Entered>> events = new TreeMap<>();
  private long number;

  /** Takes what a batch and its rules added and replaced. */
  public void take(JournalBatch batch, BatchResult result) {
    take(batch, result.made());
  }

  /** The same, from what the journal keeps of a batch. */
  synchronized void take(JournalBatch batch, List<Fact> made) {
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      states.clear();
      events.clear();
    }
    // A session that takes over is handed grants that are held already.
    boolean known = batch.kind() == JournalBatch.Kind.ACTIVATE;
    batch.entries().stream()
        .filter(entry -> !known || entry instanceof State)
        .forEach(entry -> take(entry, batch.at()));
    made.forEach(fact -> take(fact, batch.at()));
    events.forEach(
        (lifetime, held) -> {
          while (!held.isEmpty() && held.getFirst().event().at() + lifetime <= batch.at()) {
            held.removeFirst();
          }
        });
  }

  private void take(Fact fact, long now) {
    if (fact instanceof Withdrawal withdrawal) {
      states.remove(withdrawal.key());
    } else if (fact instanceof State state) {
      states.put(state.key(), state);
    } else if (fact instanceof Event event && event.at() + Expiry.of(event) > now) {
      events
          .computeIfAbsent(Expiry.of(event), lifetime -> new ArrayDeque<>())
          .addLast(new Entered(number++, event));
    }
  }

  /** The states that hold, in the order in which their keys first appeared. */
  public synchronized List<State> states() {
    return List.copyOf(states.values());
  }

  /** The state that holds under a key. */
  synchronized Optional<State> state(String key) {
    return Optional.ofNullable(states.get(key));
  }

  /** Everything that is held: states first, then events in the order in which they entered. */
  public List<Fact> facts() {
    return facts(fact -> true);
  }

  private synchronized List<Fact> facts(Predicate<Fact> which) {
    List<Fact> facts = new ArrayList<>(states.size());
    states.values().stream().filter(which).forEach(facts::add);
    events.values().stream()
        .flatMap(Deque::stream)
        .filter(entered -> which.test(entered.event()))
        .sorted(Comparator.comparingLong(Entered::number))
        .map(Entered::event)
        .forEach(facts::add);
    return facts;
  }

  /** What rules made and the journal committed: incidents, decisions and the grants of the last hour. */
  public List<Fact> committed() {
    return facts(LiveInputs::made);
  }

  /** Whether a fact is of a kind that rules make and the journal commits. */
  static boolean made(Object fact) {
    return fact instanceof Incident || fact instanceof Decision || fact instanceof Grant;
  }
}
