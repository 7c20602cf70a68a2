package org.clarityos.heal.diagnose;

/** A batch that a session threw on or did not return from; the session is not to be used again. */
public final class BatchFailed extends Exception {
  private static final long serialVersionUID = 1;

  BatchFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
