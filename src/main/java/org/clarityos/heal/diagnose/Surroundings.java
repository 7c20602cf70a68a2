package org.clarityos.heal.diagnose;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.State;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.FactHandle;

/**
 * What a session holds, found by key and by component without looking through all of it: the states with their
 * handles, who depends on whom, and the events of the last 5 minutes.
 */
final class Surroundings {
  private static final long MILLIS = 5 * 60_000L;

  /** A state that holds, with its handle. */
  record Held(State state, FactHandle handle) {}

  private record Entered(long at, Event event) {}

  private final Map<String, Held> states = new LinkedHashMap<>();
  private final Map<String, Set<String>> keys = new HashMap<>();
  private final Map<String, Set<String>> dependants = new HashMap<>();
  private final Map<String, Deque<Event>> events = new HashMap<>();
  private final Deque<Entered> entered = new ArrayDeque<>();

  /** The state that holds for a key. */
  @Nullable Held get(String key) {
    return states.get(key);
  }

  /** Puts a state in the place of the one that held for its key; answers that one. */
  @Nullable Held put(State state, FactHandle handle) {
    Held before = states.put(state.key(), new Held(state, handle));
    if (before == null) {
      keys.computeIfAbsent(state.component(), component -> new LinkedHashSet<>()).add(state.key());
      if (state instanceof DependsOn edge) {
        dependants
            .computeIfAbsent(edge.dependency(), component -> new TreeSet<>())
            .add(edge.component());
      }
    }
    return before;
  }

  /** Takes out the state that held for a key; answers it. */
  @Nullable Held remove(String key) {
    Held gone = states.remove(key);
    if (gone != null) {
      less(keys, gone.state().component(), key);
      if (gone.state() instanceof DependsOn edge) {
        less(dependants, edge.dependency(), edge.component());
      }
    }
    return gone;
  }

  private static void less(Map<String, Set<String>> sets, String name, String element) {
    sets.computeIfPresent(
        name,
        (n, set) -> {
          set.remove(element);
          return set.isEmpty() ? null : set;
        });
  }

  /** Takes out every state that a test is true for, and answers them. */
  List<Held> removeIf(Predicate<State> test) {
    List<Held> gone = states.values().stream().filter(held -> test.test(held.state())).toList();
    gone.forEach(held -> remove(held.state().key()));
    return gone;
  }

  int size() {
    return states.size();
  }

  /** The states that hold, in the order in which their keys first appeared. */
  List<State> states() {
    return states.values().stream().map(Held::state).toList();
  }

  /** The states of a component, in the order in which their keys first appeared. */
  List<Held> of(String component) {
    return keys.getOrDefault(component, Set.of()).stream()
        .map(key -> java.util.Objects.requireNonNull(states.get(key)))
        .toList();
  }

  /** A component, what it depends on and what depends on it. */
  Set<String> around(String component) {
    Set<String> around = new TreeSet<>(dependants.getOrDefault(component, Set.of()));
    around.add(component);
    of(component)
        .forEach(
            held -> {
              if (held.state() instanceof DependsOn edge) {
                around.add(edge.dependency());
              }
            });
    return around;
  }

  /** Notes an event, and forgets those of more than 5 minutes ago. */
  void note(Event event, long now) {
    events.computeIfAbsent(event.component(), component -> new ArrayDeque<>()).addLast(event);
    entered.addLast(new Entered(now, event));
    while (entered.getFirst().at() < now - MILLIS) {
      String component = entered.removeFirst().event().component();
      events.computeIfPresent(
          component,
          (c, held) -> {
            held.removeFirst();
            return held.isEmpty() ? null : held;
          });
    }
  }

  /** The events of some components in the last 5 minutes, in the order of their times. */
  List<Event> events(Collection<String> components, long now) {
    List<Event> found = new ArrayList<>();
    for (String component : components) {
      events.getOrDefault(component, new ArrayDeque<>()).stream()
          .filter(event -> event.at() >= now - MILLIS)
          .forEach(found::add);
    }
    found.sort(Comparator.comparingLong(Event::at).thenComparing(Object::toString));
    return found;
  }
}
