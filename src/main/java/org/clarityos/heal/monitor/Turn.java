package org.clarityos.heal.monitor;

/**
 * The turns of one look: never two at once, and known to be overdue when none has come to its end
 * in time.
 */
final class Turn {
  private boolean busy;
  private boolean silent;
  private long lastDone;

  Turn(long now) {
    lastDone = now;
  }

  /** Begins a turn, unless the one before has not ended. */
  synchronized boolean begin() {
    boolean free = !busy;
    busy = true;
    return free;
  }

  /** Ends a turn. */
  synchronized void end() {
    busy = false;
  }

  /** Notes a good end; true when the look had been silent before. */
  synchronized boolean good(long now) {
    lastDone = now;
    boolean was = silent;
    silent = false;
    return was;
  }

  /** Whether no turn has come to a good end for so long; true only once until one has. */
  synchronized boolean fellSilent(long now, long patience) {
    boolean falls = !silent && now - lastDone > patience;
    silent |= falls;
    return falls;
  }
}
