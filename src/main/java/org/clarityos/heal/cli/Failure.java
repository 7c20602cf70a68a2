package org.clarityos.heal.cli;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.clarityos.heal.journal.DatabaseFault;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;

/** The failure of a command, in words; with its trace only when it is a fault of the program. */
final class Failure {
  private Failure() {}

  /** Tells what did not succeed, and why. */
  static void tell(String what, Throwable failure, PrintWriter err) {
    Optional<String> words = words(failure);
    err.println("clarity: " + what + ": " + words.orElse("a fault of the program"));
    if (words.isEmpty()) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  private static Optional<String> words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof YamlInvalid || cause instanceof PackInvalid) {
        return Optional.of("what it was given may not be loaded\n" + cause.getMessage());
      } else if (cause instanceof ConfigurationException) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
    return DatabaseFault.words(failure).or(() -> ofFiles(failure));
  }

  private static Optional<String> ofFiles(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSuchFileException missing) {
        return Optional.of(missing.getFile() + " is not there");
      } else if (cause instanceof AccessDeniedException denied) {
        return Optional.of(denied.getFile() + " is not for this user");
      } else if (cause instanceof IOException io) {
        // The message of a special kind says little without the kind's name.
        return Optional.of(
            String.valueOf(io.getClass() == IOException.class ? io.getMessage() : io));
      }
    }
    return Optional.empty();
  }
}
