package org.clarityos.heal.monitor;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;

/**
 * What was said last of every state: a state that holds on is not said again, and states of a key
 * stay in order.
 */
final class Said {
  private final Map<String, Last> last = new ConcurrentHashMap<>();

  private static final class Last {
    private volatile List<Object> content = List.of();
    private volatile State state;

    Last(State state) {
      this.state = state;
    }
  }

  /** Says a fact to a sink unless it is a state that was said already. */
  void say(Fact fact, Consumer<Fact> sink) {
    if (!(fact instanceof State state)) {
      sink.accept(fact);
      return;
    }
    Last before = last.computeIfAbsent(state.key(), key -> new Last(state));
    List<Object> content = content(state);
    synchronized (before) {
      if (!content.equals(before.content)) {
        before.content = content;
        before.state = state;
        sink.accept(state);
      }
    }
  }

  private static List<Object> content(State state) {
    List<Object> content = new ArrayList<>();
    for (RecordComponent part : state.getClass().getRecordComponents()) {
      if (!part.getName().equals("since")) {
        try {
          content.add(part.getAccessor().invoke(state));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("the parts of a public record can be read", e);
        }
      }
    }
    return content;
  }

  /** Whether nothing that was said last of a component is ill. */
  boolean well(String component) {
    return last.values().stream()
        .map(said -> said.state)
        .filter(state -> state.component().equals(component))
        .noneMatch(Said::ill);
  }

  private static boolean ill(State state) {
    return (state instanceof EndpointState e && e.status() != EndpointState.Status.UP)
        || (state instanceof ProcessState p && p.status() != ProcessState.Status.RUNNING)
        || (state instanceof ConfigState c
            && (c.status() == ConfigState.Status.INVALID
                || c.status() == ConfigState.Status.MISSING))
        || (state instanceof ListenerState l && l.owner() != ListenerState.Owner.OURS)
        || (state instanceof FilesystemState f && f.status() != FilesystemState.Status.WRITABLE)
        || (state instanceof CertificateState t && t.status() == CertificateState.Status.EXPIRED);
  }
}
