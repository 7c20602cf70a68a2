package org.clarityos.heal.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Ids;
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
    List<Playbook> playbooks = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Path file : files(folder)) {
      try {
        Playbook playbook =
            StrictYaml.read(file, Playbook.class).withHash(Ids.sha256(Files.readAllBytes(file)));
        check(file, playbook, actions, problems);
        if (!ids.add(playbook.id())) {
          problems.add(StrictYaml.find(file, "id:") + ": the id " + playbook.id() + " is taken");
        }
        playbooks.add(playbook);
      } catch (YamlInvalid e) {
        problems.add(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        problems.add(file + ": it cannot be read: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new YamlInvalid(String.join("\n", problems));
    }
    playbooks.sort(java.util.Comparator.comparing(Playbook::id));
    return List.copyOf(playbooks);
  }

  private static void check(
      Path file, Playbook playbook, Set<String> actions, List<String> problems) {
    Set<String> steps = new HashSet<>();
    for (Playbook.Step step : playbook.steps()) {
      if (!actions.contains(step.action())) {
        problems.add(
            StrictYaml.find(file, step.action())
                + ": there is no action \""
                + step.action()
                + "\"; there are "
                + new TreeSet<>(actions));
      }
      if (!steps.add(step.id())) {
        problems.add(StrictYaml.find(file, step.id()) + ": two steps have the id " + step.id());
      }
    }
  }

  private static List<Path> files(Path folder) throws YamlInvalid {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new YamlInvalid(folder + ": it cannot be read: " + e.getMessage());
    }
  }
}
