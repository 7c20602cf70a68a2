package org.clarityos.heal.diagnose;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.Surroundings.Held;
import org.clarityos.heal.fact.Batch;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Now;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Transition;
import org.clarityos.heal.fact.Withdrawal;
import org.kie.api.KieServices;
import org.kie.api.runtime.ClassObjectFilter;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * A Drools session on a pseudo clock: a function of the batches it was given and of nothing else.
 * Not thread-safe.
 */
public final class RuleSession implements AutoCloseable {
  /** How often the phases may run in one batch because incidents moved on. */
  private static final int MOST_PASSES = 6;

  /** How often rules may fire in a phase, beside what the states that hold may cause. */
  private static final int LEAST_FIRINGS = 2000;

  private static final int FIRINGS_A_STATE = 20;
  private final KieSession session;
  private final SessionPseudoClock clock;
  private final Recorder recorder;
  private final Surroundings held = new Surroundings();
  private volatile boolean halted;

  /** A new, empty session over a rule base; its clock starts with its first batch. */
  public RuleSession(RuleBase base) {
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    session = base.kieBase().newKieSession(configuration, null);
    clock = session.getSessionClock();
    recorder = new Recorder(base);
    session.addEventListener((org.kie.api.event.rule.AgendaEventListener) recorder);
    session.addEventListener((org.kie.api.event.rule.RuleRuntimeEventListener) recorder);
  }

  /**
   * Takes one batch: advances the clock, inserts, runs the phases, each to quiescence.
   *
   * @param sequence the journal sequence number of the batch's last entry
   * @param at the batch's time, in milliseconds since the epoch; an earlier one than the last
   *     counts as the last
   * @param inputs events and states, in the order of the journal
   */
  public BatchResult run(long sequence, long at, List<? extends Fact> inputs) {
    long now = begin(sequence, at);
    inputs.forEach(input -> insert(input, now));
    return fire(now);
  }

  /**
   * Takes over from another session: what rules made here and the journal did not commit goes, and
   * what was committed elsewhere comes in its place. Everything else stays as it is.
   *
   * @param committed incidents, decisions and grants
   */
  public BatchResult takeOver(long sequence, long at, List<? extends Fact> committed) {
    long now = begin(sequence, at);
    Set<String> kept =
        committed.stream()
            .filter(State.class::isInstance)
            .map(fact -> ((State) fact).key())
            .collect(Collectors.toSet());
    held.removeIf(state -> LiveInputs.made(state) && !kept.contains(state.key()))
        .forEach(gone -> session.delete(gone.handle()));
    session.getFactHandles(new ClassObjectFilter(Grant.class)).stream()
        .sorted(Comparator.comparing(handle -> String.valueOf(session.getObject(handle))))
        .toList()
        .forEach(session::delete);
    committed.forEach(fact -> insert(fact, now));
    return fire(now);
  }

  private long begin(long sequence, long at) {
    recorder.begin();
    clock.advanceTime(Math.max(0, at - clock.getCurrentTime()), TimeUnit.MILLISECONDS);
    long now = clock.getCurrentTime();
    put(new Now(now - now % 1000));
    put(new Batch(sequence, now));
    return now;
  }

  private BatchResult fire(long now) {
    int passes = 0;
    do {
      firePhases();
    } while (moveOn(now) && ++passes < MOST_PASSES);
    BatchResult result = recorder.end();
    result.events().forEach(event -> held.note(event, now));
    return result;
  }

  /** The states that hold, in the order in which their keys first appeared. */
  public List<State> states() {
    return held.states();
  }

  /** What it holds, by component. */
  Surroundings surroundings() {
    return held;
  }

  /** The derived facts of a type that hold now. */
  public <T extends Derived> List<T> facts(Class<T> type) {
    return recorder.live().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Everything that it holds: states, events and what rules derived. */
  public List<Fact> everything() {
    return session.getObjects(Fact.class::isInstance).stream()
        .map(Fact.class::cast)
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  private void insert(Fact input, long now) {
    if (input instanceof State state) {
      put(state);
    } else if (input instanceof Event event && event.at() + Expiry.of(event) > now) {
      session.insert(event);
      held.note(event, now);
    } else {
      recorder.late();
    }
  }

  private void put(State state) {
    Held before = held.get(state.key());
    if (state instanceof Withdrawal) {
      if (before != null) {
        held.remove(state.key());
        session.delete(before.handle());
      }
    } else if (before == null) {
      held.put(state, session.insert(state));
    } else if (!state.equals(before.state())) {
      session.update(before.handle(), state);
      held.put(state, before.handle());
    }
  }

  /** Each phase by itself, so that what was withdrawn in one is seen by the next in the same batch. */
  private void firePhases() {
    for (Phase phase : Phase.values()) {
      session.getAgenda().getAgendaGroup(phase.group()).setFocus();
      int most = LEAST_FIRINGS + FIRINGS_A_STATE * held.size();
      if (session.fireAllRules(most) >= most) {
        throw new IllegalStateException(
            "rules of phase " + phase.group() + " fired " + most + " times: they feed themselves");
      }
      if (halted) {
        throw new IllegalStateException("the batch was given up");
      }
    }
  }

  /**
   * Takes what rules made: registers states, moves incidents on. Answers whether anything moved.
   */
  private boolean moveOn(long now) {
    boolean moved = false;
    for (Map.Entry<State, FactHandle> made : recorder.takeMade().entrySet()) {
      moved |= adopt(made.getKey(), made.getValue());
    }
    for (Recorder.Made<Transition> made : recorder.takeTransitions()) {
      Transition to = made.fact();
      session.delete(made.handle());
      moved |= move(to.incident(), to.component(), to.to(), to.attempt(), to.reason(), now);
    }
    for (Decision decision : recorder.takeActing()) {
      moved |=
          move(
              decision.incident(),
              decision.component(),
              Incident.Status.RECOVERING,
              decision.attempt(),
              decision.reason(),
              now);
    }
    return moved;
  }

  /** Takes a state that a rule made; answers whether it ended one, which other rules may wait for. */
  private boolean adopt(State state, FactHandle handle) {
    boolean end = state instanceof Withdrawal;
    if (end) {
      session.delete(handle);
    }
    Held old = end ? held.remove(state.key()) : held.put(state, handle);
    if (old != null && old.handle() != handle) {
      session.delete(old.handle());
    }
    return end;
  }

  private boolean move(
      String id, String component, Incident.Status to, int attempt, String reason, long now) {
    for (Held of : held.of(component)) {
      if (of.state() instanceof Incident incident && incident.id().equals(id)) {
        Incident next = new Incident(component, id, incident.knownIssue(), to, attempt, now);
        if (incident.status() == to && incident.attempt() == attempt) {
          return false;
        }
        session.update(of.handle(), next);
        held.put(next, of.handle());
        recorder.moved(next, reason);
        return true;
      }
    }
    return false;
  }

  /** Asks rules that go on firing to stop; may be called from another thread. */
  void halt() {
    halted = true;
    session.halt();
  }

  @Override
  public void close() {
    session.dispose();
  }
}
