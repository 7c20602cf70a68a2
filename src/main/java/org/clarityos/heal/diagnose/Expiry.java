package org.clarityos.heal.diagnose;

import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.Outcome;

/**
 * How long each event lives in a session; equals the {@code @Expires} of its record, which Drools
 * cannot be asked for.
 */
public final class Expiry {
  private static final long MINUTE = 60_000;

  private Expiry() {}

  /** The lifetime of an event, in milliseconds. */
  public static long of(Event event) {
    return event instanceof Finding || event instanceof Grant || event instanceof Outcome
        ? 60 * MINUTE
        : 10 * MINUTE;
  }
}
