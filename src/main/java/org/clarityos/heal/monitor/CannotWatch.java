package org.clarityos.heal.monitor;

/** The reason why a monitor cannot run here, in words for an operator. */
public final class CannotWatch extends Exception {
  private static final long serialVersionUID = 1L;

  /** A reason that names what is missing and what would help. */
  public CannotWatch(String reason) {
    super(reason);
  }
}
