package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.clarityos.heal.fact.Fact;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/** A session of probes that holds what another session holds, at the same times, and acts on nothing. */
final class ProbeSession implements AutoCloseable {
  private static final int MOST_MATCHES = 200_000;

  private final KieSession session;
  private final SessionPseudoClock clock;
  private final Map<Fact, FactHandle> held = new IdentityHashMap<>();

  /** A session that tells every new match. */
  ProbeSession(KieBase base, Consumer<Probes.Matched> matched) {
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    session = base.newKieSession(configuration, null);
    clock = session.getSessionClock();
    session.addEventListener(
        new DefaultAgendaEventListener() {
          @Override
          public void afterMatchFired(AfterMatchFiredEvent event) {
            matched.accept(Probes.matched(event.getMatch()));
          }
        });
  }

  /** Holds from now on what another session holds at a time. */
  void hold(Collection<Fact> facts, long at) {
    clock.advanceTime(Math.max(0, at - clock.getCurrentTime()), TimeUnit.MILLISECONDS);
    Set<Fact> now = Collections.newSetFromMap(new IdentityHashMap<>());
    now.addAll(facts);
    List<FactHandle> gone = new ArrayList<>();
    for (Iterator<Map.Entry<Fact, FactHandle>> all = held.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Fact, FactHandle> one = all.next();
      if (!now.contains(one.getKey())) {
        gone.add(one.getValue());
        all.remove();
      }
    }
    // An event may have expired here too.
    gone.stream().filter(handle -> session.getObject(handle) != null).forEach(session::delete);
    for (Fact fact : facts) {
      held.computeIfAbsent(fact, session::insert);
    }
    session.fireAllRules(MOST_MATCHES);
  }

  @Override
  public void close() {
    session.dispose();
  }
}
