package org.clarityos.heal.execute.action;

/** The reason why an action did not do what it should, in words for an operator. */
public final class ActionFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** A reason that names the target and what would help. */
  public ActionFailed(String reason) {
    super(reason);
  }

  /** A reason with what caused it. */
  public ActionFailed(String reason, Throwable cause) {
    super(reason, cause);
  }
}
