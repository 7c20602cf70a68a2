package org.clarityos.heal.diagnose;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A batch that a session threw on or did not return from; the session is not to be used again. */
public final class BatchFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final @Nullable String rule;

  BatchFailed(String message, Throwable cause, @Nullable String rule) {
    super(message, cause);
    this.rule = rule;
  }

  /** The rule whose consequence threw, as {@code package.name + "." + rule name}; empty when it is not known. */
  Optional<String> rule() {
    return Optional.ofNullable(rule);
  }
}
