package org.clarityos.heal.fact;

/** The class of an action's effect, from harmless to harmful. */
public enum Safety {
  /** Changes nothing. */
  READ_ONLY,
  /** Changes something that its undo puts back. */
  REVERSIBLE,
  /** Interrupts the component for the time of a restart; nothing durable is changed. */
  RESTART,
  /** Removes or changes something for good. */
  DESTRUCTIVE
}
