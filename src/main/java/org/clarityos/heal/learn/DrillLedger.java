package org.clarityos.heal.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The drill ledger: a line of JSON per drill run, with the plans that ran in it and whether the
 * prober saw it healed.
 */
public final class DrillLedger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DrillLedger() {}

  /**
   * The runs per playbook and kind of component; none when there is no ledger. Runs of another
   * version of a playbook say nothing about this one, and what came of a wrong diagnosis says
   * nothing about a playbook: plan confidence is the diagnosis' times the playbook's rate when the
   * diagnosis is right.
   *
   * @param versions the version and hash of each playbook that is offered
   * @throws IOException when the ledger cannot be read or a line is not what a drill writes
   */
  public static List<TrackRecords.Runs> read(Path file, Map<String, String> versions)
      throws IOException {
    Map<String, int[]> counts = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        JsonNode run = JSON.readTree(line);
        for (JsonNode plan : run.path("plans")) {
          String version = versions.get(plan.path("playbook").asText());
          boolean diagnosed = plan.path("knownIssue").equals(run.path("issue"));
          if (!diagnosed || !plan.path("version").asText().equals(version)) {
            continue;
          }
          String key = plan.path("playbook").asText() + " " + plan.path("kind").asText();
          int[] count = counts.computeIfAbsent(key, k -> new int[2]);
          if (plan.path("result").asText().equals("HEALED")) {
            count[run.path("healed").asBoolean() ? 0 : 1]++;
          } else if (!plan.path("result").asText().equals("STOPPED")) {
            count[1]++;
          }
        }
      }
    }
    List<TrackRecords.Runs> runs = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          String[] parts = key.split(" ", 2);
          runs.add(new TrackRecords.Runs(parts[0], parts[1], count[0], count[1]));
        });
    return runs;
  }
}
