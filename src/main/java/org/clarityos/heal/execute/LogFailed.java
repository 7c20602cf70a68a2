package org.clarityos.heal.execute;

import org.jspecify.annotations.Nullable;

/** The answer to a write that the memory of executions could not commit: nothing may be done until it can. */
public final class LogFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the cause, for example a database that has gone. */
  public LogFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
