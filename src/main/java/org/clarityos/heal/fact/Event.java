package org.clarityos.heal.fact;

/** A fact that happened at one time and expires by itself; journaled, never updated. */
public sealed interface Event extends Fact
    permits Sample, LogMatch, ProcessExited, ConfigChanged, KernelMessage, Finding, Outcome, Grant {
  /** When it happened, in milliseconds since the epoch. */
  long at();
}
