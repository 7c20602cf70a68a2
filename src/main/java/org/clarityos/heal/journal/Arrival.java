package org.clarityos.heal.journal;

import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;

/**
 * The time of what arrives, bounded: what claims to be from the future happened when it arrived.
 */
public final class Arrival {
  private static final String SINCE = "since";

  private Arrival() {}

  /** A fact that is not later than now. */
  public static Fact bounded(Fact fact, long now) {
    if (fact instanceof Event event && event.at() > now) {
      return FactJson.read(FactJson.write(event).put("at", now));
    }
    if (fact instanceof State state) {
      var json = FactJson.write(state);
      if (json.path(SINCE).asLong() > now) {
        return FactJson.read(json.put(SINCE, now));
      }
    }
    return fact;
  }
}
