package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger of drills: a line of JSON a run, and what they say about a playbook on a kind of component. */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Path file;

  /** A ledger in a file, which is made when it is not there. */
  public Ledger(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * How a playbook fared in drills on a kind of component.
   *
   * @param playbook the playbook
   * @param kind the kind of component
   * @param passes runs after which the outside prober saw the patient well
   * @param failures runs that did not help, or of which the program only believed that they did
   */
  public record Record(String playbook, String kind, int passes, int failures) {}

  /** Appends a result; what could not run is not a result. */
  void append(Result result) throws IOException {
    if (result.verdict() != Result.Verdict.SKIPPED) {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file, result.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /** The records of a ledger; none when it is not there. */
  public static List<Record> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<String, Record> records = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode run = JSON.readTree(line);
      for (JsonNode plan : run.path("plans")) {
        boolean helped =
            run.path("healed").asBoolean() && plan.path("result").asText().equals("HEALED");
        String playbook = plan.path("playbook").asText();
        String kind = plan.path("kind").asText();
        Record one = new Record(playbook, kind, helped ? 1 : 0, helped ? 0 : 1);
        records.merge(playbook + " " + kind, one, Ledger::sum);
      }
    }
    return new ArrayList<>(records.values());
  }

  private static Record sum(Record some, Record more) {
    return new Record(
        some.playbook(),
        some.kind(),
        some.passes() + more.passes(),
        some.failures() + more.failures());
  }
}
