package org.clarityos.heal.replay;

/** The answer to packs whose rules throw on a recording, or never return. */
public final class PacksFailed extends Exception {
  private static final long serialVersionUID = 1L;

  PacksFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
