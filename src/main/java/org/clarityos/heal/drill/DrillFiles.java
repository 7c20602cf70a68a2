package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/** The drills that stand beside the rules they prove, in {@code <rules>.drill.yaml}. */
public final class DrillFiles {
  private static final String END = ".drill.yaml";

  private DrillFiles() {}

  /**
   * The drills of a file.
   *
   * @param drills the drills, run one after the other
   */
  private record Sheet(List<Entry> drills) {}

  /**
   * One drill, as its author writes it.
   *
   * @param name its name; no other drill has it
   * @param patient the part of the site that is made ill
   * @param fault the fault, by its name
   * @param expect what has to come of it
   * @param within how soon it has to be well again, or for how long nothing may happen
   */
  private record Entry(
      String name, Part patient, String fault, Drill.Expect expect, Duration within) {}

  /** Everything that is wrong with the drills below a folder. */
  public static List<Problem> problems(Path rules) {
    try {
      read(rules);
      return List.of();
    } catch (YamlInvalid e) {
      return e.problems();
    }
  }

  /**
   * All drills below a folder, by file name.
   *
   * @throws YamlInvalid when one may not be run; the answer names all that may not
   */
  static List<Drill> read(Path rules) throws YamlInvalid {
    List<Drill> drills = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path file : files(rules)) {
      String issue = String.valueOf(file.getFileName()).replace(END, "");
      if (!Files.exists(file.resolveSibling(issue + ".drl"))) {
        problems.add(new Problem(file, 0, 0, "there is no " + issue + ".drl beside it"));
      }
      try {
        for (Entry entry : StrictYaml.read(file, Sheet.class).drills()) {
          wrong(entry)
              .map(message -> Problem.at(file, "name: " + entry.name(), message))
              .ifPresent(problems::add);
          if (!names.add(entry.name())) {
            problems.add(
                Problem.at(file, "name: " + entry.name(), "the name is that of another drill"));
          }
          drills.add(
              new Drill(
                  entry.name(),
                  issue,
                  entry.patient(),
                  entry.fault(),
                  entry.expect(),
                  entry.within()));
        }
      } catch (YamlInvalid e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new YamlInvalid(problems);
    }
    return drills;
  }

  private static Optional<String> wrong(Entry drill) {
    if (drill.name() == null
        || drill.patient() == null
        || drill.fault() == null
        || drill.expect() == null
        || drill.within() == null) {
      return Optional.of("a drill says its name, patient, fault, expect and within");
    }
    return FaultList.ALL.containsKey(drill.fault())
        ? Optional.empty()
        : Optional.of(
            "there is no fault " + drill.fault() + "; there are " + FaultList.ALL.keySet());
  }

  private static List<Path> files(Path rules) throws YamlInvalid {
    try (Stream<Path> all = Files.walk(rules)) {
      return all.filter(file -> file.toString().endsWith(END)).sorted().toList();
    } catch (IOException e) {
      throw new YamlInvalid(new Problem(rules, 0, 0, "it cannot be read: " + e.getMessage()));
    }
  }
}
