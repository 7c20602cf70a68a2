package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The drills that stand beside the known issues, in {@code <issue>.drill.yaml}. */
final class DrillFiles {
  private static final String END = ".drill.yaml";

  private DrillFiles() {}

  /** All drills below a folder, by file name. */
  static List<Drill> read(Path rules) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(rules)) {
      files = all.filter(file -> file.toString().endsWith(END)).sorted().toList();
    }
    List<Drill> drills = new ArrayList<>();
    for (Path file : files) {
      for (JsonNode drill : new YAMLMapper().readTree(file.toFile()).path("drills")) {
        drills.add(drill(file, drill));
      }
    }
    return drills;
  }

  private static Drill drill(Path file, JsonNode node) throws IOException {
    String issue = file.getFileName().toString().replace(END, "");
    String within = text(file, node, "within");
    if (!within.matches("\\d+s")) {
      throw new IOException(file + ": within is \"" + within + "\"; it reads 10s");
    }
    String fault = text(file, node, "fault");
    if (!FaultList.ALL.containsKey(fault)) {
      throw new IOException(
          file + ": there is no fault " + fault + "; there are " + FaultList.ALL.keySet());
    }
    try {
      return new Drill(
          text(file, node, "name"),
          issue,
          Part.valueOf(text(file, node, "patient").toUpperCase(Locale.ROOT)),
          fault,
          Drill.Expect.valueOf(text(file, node, "expect").toUpperCase(Locale.ROOT)),
          Duration.ofSeconds(Long.parseLong(within.replace("s", ""))));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + ": patient is app, nginx, redis or filesystem; expect is healed or nothing", e);
    }
  }

  private static String text(Path file, JsonNode node, String key) throws IOException {
    if (!node.hasNonNull(key)) {
      throw new IOException(file + ": a drill lacks " + key);
    }
    return node.get(key).asText();
  }
}
