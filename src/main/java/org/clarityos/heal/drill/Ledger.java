package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The ledger of drills: a line of JSON a run. */
final class Ledger {
  private final Path file;

  /** A ledger in a file, which is made when it is not there. */
  Ledger(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Appends a result; what could not run is not a result. */
  void append(Result result) throws IOException {
    if (result.verdict() != Result.Verdict.SKIPPED) {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file, result.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
