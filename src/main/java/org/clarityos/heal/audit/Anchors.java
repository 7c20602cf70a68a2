package org.clarityos.heal.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The file of the checkpoints that were made, a line of JSON each: kept outside the host, it shows when the end of a log was
 * cut, or all of it was written anew.
 */
public final class Anchors {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Anchors() {}

  /** Appends checkpoints. */
  public static void append(Path file, List<Checkpoint> made) throws IOException {
    Files.writeString(file, lines(made), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Checkpoints as the lines of such a file. */
  static String lines(List<Checkpoint> made) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Checkpoint checkpoint : made) {
      lines.append(JSON.writeValueAsString(checkpoint)).append('\n');
    }
    return lines.toString();
  }

  /**
   * The checkpoints of a file.
   *
   * @throws IOException when it cannot be read, or a line is no checkpoint, or not signed with the key that it names
   */
  public static List<Checkpoint> read(Path file) throws IOException {
    List<Checkpoint> anchors = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      Checkpoint anchor;
      try {
        anchor = JSON.readValue(line, Checkpoint.class);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IOException(file + ":" + number + ": it is no checkpoint", e);
      }
      if (!anchor.signed()) {
        throw new IOException(file + ":" + number + ": the checkpoint's signature is not true");
      }
      anchors.add(anchor);
    }
    return anchors;
  }
}
