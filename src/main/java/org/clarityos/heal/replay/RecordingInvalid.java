package org.clarityos.heal.replay;

import java.nio.file.Path;
import org.clarityos.heal.yaml.Problem;

/** The answer to a file that is no recording, or a damaged one: what is wrong, and in which line. */
public final class RecordingInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  /** An answer about a line; 0 for the whole file. */
  RecordingInvalid(Path file, long line, String message) {
    super(new Problem(file, (int) line, 0, message).toString());
  }
}
