package org.clarityos.heal.playbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/** The loader of playbooks: every {@code .yaml} file below a folder is one. */
public final class PlaybookLoader {
  private PlaybookLoader() {}

  /**
   * Loads all playbooks of a folder, in the order of their ids.
   *
   * @param actions the names of the actions there are
   * @throws YamlInvalid when one may not be loaded; the answer names all that may not
   */
  public static List<Playbook> load(Path folder, Set<String> actions) throws YamlInvalid {
    return load(folder, actions, (action, with) -> Optional.empty());
  }

  /**
   * Loads all playbooks of a folder, in the order of their ids, and checks their steps' parameters.
   *
   * @param actions the names of the actions there are
   * @param fault what is wrong with the parameters of an action; empty when nothing is
   * @throws YamlInvalid when one may not be loaded; the answer names all that may not
   */
  public static List<Playbook> load(
      Path folder, Set<String> actions, BiFunction<String, ObjectNode, Optional<String>> fault)
      throws YamlInvalid {
    List<Playbook> playbooks = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<String, Path> ids = new HashMap<>();
    for (Path file : files(folder)) {
      try {
        Playbook read = StrictYaml.read(file, Playbook.class);
        problems.addAll(new PlaybookCheck(file, read).problems(actions, fault));
        if (!read.hash().isEmpty()) {
          problems.add(Problem.at(file, "hash:", "\"hash\" is not known here"));
        }
        Path first = ids.putIfAbsent(read.id(), file);
        if (first != null) {
          String taken = "the id " + read.id() + " is taken by another file, " + first;
          problems.add(Problem.at(file, "id: " + read.id(), taken));
        }
        playbooks.add(read.withHash(Ids.sha256(Files.readAllBytes(file))));
      } catch (YamlInvalid e) {
        problems.addAll(e.problems());
      } catch (IOException e) {
        problems.add(new Problem(file, 0, 0, "it cannot be read: " + e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new YamlInvalid(problems);
    }
    playbooks.sort(java.util.Comparator.comparing(Playbook::id));
    return List.copyOf(playbooks);
  }

  /**
   * Playbooks that no rule reaches: for known issues that no pack declares, or of which no evidence
   * makes a diagnosis.
   *
   * @param issues the known issues that packs declare
   * @param reached those of them that their evidence can make a diagnosis of
   */
  public static List<Problem> strangers(Path folder, Set<String> issues, Set<String> reached)
      throws YamlInvalid {
    List<Problem> problems = new ArrayList<>();
    for (Path file : files(folder)) {
      Playbook playbook = StrictYaml.read(file, Playbook.class);
      for (Playbook.Handles handled : playbook.handles()) {
        String issue = handled.knownIssue();
        if (!issues.contains(issue)) {
          String message = "no rule pack declares the known issue " + issue;
          problems.add(Problem.at(file, issue, message).as("unreached-playbook"));
        } else if (!reached.contains(issue)) {
          String message =
              "no rule reaches it for "
                  + issue
                  + ": all evidence for that together makes no diagnosis; give it more weight, or leave it out here";
          problems.add(Problem.at(file, issue, message).as("unreached-playbook"));
        }
      }
    }
    return problems;
  }

  private static List<Path> files(Path folder) throws YamlInvalid {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new YamlInvalid(new Problem(folder, 0, 0, "it cannot be read: " + e.getMessage()));
    }
  }
}
