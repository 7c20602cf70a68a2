package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Transition;
import org.jspecify.annotations.Nullable;
import org.kie.api.definition.rule.Rule;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.event.rule.ObjectUpdatedEvent;
import org.kie.api.event.rule.RuleRuntimeEventListener;
import org.kie.api.runtime.rule.FactHandle;

/**
 * The listener that writes down, for one batch at a time, what fired and what rules made or
 * withdrew.
 */
final class Recorder extends DefaultAgendaEventListener implements RuleRuntimeEventListener {
  /** A fact that a rule inserted, with its handle. */
  record Made<T extends Fact>(T fact, FactHandle handle) {}

  private final RuleBase base;
  private final List<Firing> firings = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final Set<Derived> live = new LinkedHashSet<>();
  private final Set<Derived> appeared = new LinkedHashSet<>();
  private final Set<Derived> withdrawn = new LinkedHashSet<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Map<State, FactHandle> made = new LinkedHashMap<>();
  private final List<Made<Transition>> transitions = new ArrayList<>();
  private final List<Decision> acting = new ArrayList<>();
  private @Nullable List<Fact> inserting;
  private int late;

  Recorder(RuleBase base) {
    this.base = base;
  }

  void begin() {
    firings.clear();
    states.clear();
    events.clear();
    appeared.clear();
    withdrawn.clear();
    reasons.clear();
    late = 0;
  }

  BatchResult end() {
    return new BatchResult(
        List.copyOf(firings),
        List.copyOf(states),
        List.copyOf(events),
        List.copyOf(appeared),
        List.copyOf(withdrawn),
        Map.copyOf(reasons),
        late);
  }

  /** The derived facts that hold now. */
  List<Derived> live() {
    return List.copyOf(live);
  }

  void late() {
    late++;
  }

  void moved(State state, String reason) {
    states.add(state);
    if (state instanceof org.clarityos.heal.fact.Incident incident) {
      reasons.put(incident.id(), reason);
    }
  }

  Map<State, FactHandle> takeMade() {
    Map<State, FactHandle> taken = new LinkedHashMap<>(made);
    made.clear();
    return taken;
  }

  List<Made<Transition>> takeTransitions() {
    List<Made<Transition>> taken = List.copyOf(transitions);
    transitions.clear();
    return taken;
  }

  List<Decision> takeActing() {
    List<Decision> taken = List.copyOf(acting);
    acting.clear();
    return taken;
  }

  @Override
  public void beforeMatchFired(BeforeMatchFiredEvent event) {
    inserting = new ArrayList<>();
  }

  @Override
  public void afterMatchFired(AfterMatchFiredEvent event) {
    Rule rule = event.getMatch().getRule();
    RuleBase.RuleInfo info = base.rules().get(rule.getPackageName() + "." + rule.getName());
    List<Fact> inserted = inserting == null ? List.of() : List.copyOf(inserting);
    inserting = null;
    if (info != null) {
      firings.add(new Firing(info, matched(event), inserted));
    }
  }

  private static List<Fact> matched(AfterMatchFiredEvent event) {
    List<Fact> facts = new ArrayList<>();
    for (Object object : event.getMatch().getObjects()) {
      if (object instanceof Fact fact) {
        facts.add(fact);
      } else if (object instanceof Iterable<?> collected) {
        collected.forEach(
            element -> {
              if (element instanceof Fact fact) {
                facts.add(fact);
              }
            });
      }
    }
    return List.copyOf(facts);
  }

  @Override
  public void objectInserted(ObjectInsertedEvent event) {
    if (inserting == null || !(event.getObject() instanceof Fact fact)) {
      return;
    }
    inserting.add(fact);
    if (fact instanceof Transition transition) {
      transitions.add(new Made<>(transition, event.getFactHandle()));
    } else if (fact instanceof State state) {
      made.put(state, event.getFactHandle());
      states.add(state);
      if (state instanceof Decision decision && decision.acts()) {
        acting.add(decision);
      }
    } else if (fact instanceof Event made) {
      events.add(made);
    } else if (fact instanceof Derived derived) {
      live.add(derived);
      if (!withdrawn.remove(derived)) {
        appeared.add(derived);
      }
    }
  }

  @Override
  public void objectUpdated(ObjectUpdatedEvent event) {
    // Rules do not update, and what the session updates it knows.
  }

  @Override
  public void objectDeleted(ObjectDeletedEvent event) {
    if (event.getOldObject() instanceof Derived derived && !(derived instanceof Transition)) {
      live.remove(derived);
      if (!appeared.remove(derived)) {
        withdrawn.add(derived);
      }
    }
  }
}
