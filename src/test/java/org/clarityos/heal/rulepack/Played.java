package org.clarityos.heal.rulepack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Fact;

/** The facts of a case, played into a session over the shipped packs up to a time. */
public final class Played {
  private Played() {}

  /** The session after the batch of a time, the start being the time zero of cases. */
  public static RuleSession until(Duration end, String on, List<Case.Given> given) {
    Case story = new Case("planted", Case.Kind.NEAR_MISS, on, null, null, given, List.of());
    TreeMap<Long, List<Fact>> facts = CaseFacts.of(story);
    facts.get(CaseFacts.START).addAll(0, Packs.shipped().issues());
    TreeSet<Long> times = new TreeSet<>(facts.keySet());
    long last = CaseFacts.START + end.toMillis();
    for (long tick = CaseFacts.START; tick < last; tick += 1000) {
      times.add(tick);
    }
    times.add(last);
    RuleSession session = new RuleSession(Packs.shipped());
    long sequence = 0;
    for (long at : times.headSet(last, true)) {
      List<Fact> entered = facts.getOrDefault(at, new ArrayList<>());
      sequence += Math.max(1, entered.size());
      session.run(sequence, at, entered);
    }
    return session;
  }

  /** When the cases start, in milliseconds since the epoch. */
  public static long start() {
    return CaseFacts.START;
  }

  /** A component's full id. */
  public static String id(String name) {
    return CaseFacts.id(name);
  }
}
