package org.clarityos.heal;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.notify.Heartbeat;

/** What shows whether a service is to be relied on: that it takes in, that its database answers, that it keeps up, that it sees. */
final class Vitals {
  /** A shard looks for work many times a second; the slowest honest batch, and a session built anew, end long before this. */
  private static final long STUCK_MILLIS = 60_000;

  private final Shard shard;
  private final JournalStore journal;
  private final LongSupplier millis;

  Vitals(Shard shard, JournalStore journal, LongSupplier millis) {
    this.shard = shard;
    this.journal = journal;
    this.millis = millis;
  }

  /** Why it is not to be relied on; empty when it is. */
  Optional<String> fault() {
    Optional<String> fault = shard.fault();
    if (fault.isPresent()) {
      return fault;
    }
    long idle = millis.getAsLong() - shard.looked();
    if (idle > STUCK_MILLIS) {
      return Optional.of("the shard has done nothing for " + idle / 1000 + " s");
    }
    List<State> states = shard.states();
    if (states.stream().anyMatch(state -> state instanceof Lag lag && lag.lags())) {
      return Optional.of("it lags behind what it observes");
    }
    return blind(states) ? Optional.of("none of its monitors sees anything") : Optional.empty();
  }

  private static boolean blind(List<State> states) {
    List<SourceState> sources =
        states.stream()
            .filter(SourceState.class::isInstance)
            .map(SourceState.class::cast)
            .filter(source -> source.status() != SourceState.Status.UNABLE)
            .toList();
    return !sources.isEmpty()
        && sources.stream().noneMatch(source -> source.status() == SourceState.Status.ALIVE);
  }

  /** A sign of life, which only a database that answers can give. */
  Heartbeat.Sign sign(String service, String program) {
    long sequence = journal.last(0).map(last -> last.batch().last()).orElse(0L);
    return new Heartbeat.Sign(service, program, millis.getAsLong(), sequence);
  }
}
