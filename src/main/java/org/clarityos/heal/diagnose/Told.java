package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Window;

/** Which entries of a batch are records of their own: what people said, and what monitors no longer see, or see again. */
final class Told {
  private static final Set<Class<?>> SAID =
      Set.of(Approval.class, Brake.class, Lag.class, Window.class);

  private Told() {}

  /** Those of a batch that say something else than what was held before it. */
  static List<State> of(List<Fact> entries, LiveInputs before) {
    List<State> told = new ArrayList<>();
    for (Fact fact : entries) {
      if (fact instanceof SourceState source) {
        if (changes(source, before)) {
          told.add(source);
        }
      } else if (SAID.contains(fact.getClass())) {
        State said = (State) fact;
        if (before.state(said.key()).filter(said::equals).isEmpty()) {
          told.add(said);
        }
      }
    }
    return told;
  }

  /** A source that begins to see is no news; one that was blind is. */
  private static boolean changes(SourceState now, LiveInputs before) {
    SourceState.Status was =
        before
            .state(now.key())
            .map(state -> ((SourceState) state).status())
            .orElse(SourceState.Status.ALIVE);
    return was != now.status();
  }

  /** The kind of the record of a state. */
  static String kind(State state) {
    if (state instanceof Brake brake) {
      return brake.until() == 0 ? "brake-released" : "brake";
    }
    if (state instanceof Lag lag) {
      return lag.lags() ? "lag" : "lag-ended";
    }
    if (state instanceof SourceState source) {
      return source.status() == SourceState.Status.ALIVE ? "gap-ended" : "gap";
    }
    return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
