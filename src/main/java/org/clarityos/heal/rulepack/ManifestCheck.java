package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.diagnose.PackBudget;
import org.clarityos.heal.yaml.Problem;
import org.jspecify.annotations.Nullable;

/** The look at what a manifest says of its pack, of the program and of what the pack needs. */
final class ManifestCheck {
  private final Path file;
  private final String text;
  private final List<Problem> problems = new ArrayList<>();

  private ManifestCheck(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /** What is wrong with a manifest by itself. */
  static List<Problem> problems(Path file, String text, Manifest manifest) {
    ManifestCheck check = new ManifestCheck(file, text);
    Path folder = file.toAbsolutePath().getParent();
    check.id(manifest.id(), folder == null ? "" : String.valueOf(folder.getFileName()));
    if (Version.of(manifest.version()).isEmpty()) {
      check.say("version", "version is \"" + manifest.version() + "\"; it reads 1.0.0");
    }
    if (!manifest.engine().isEmpty()) {
      check.engine(manifest.engine());
    }
    for (String fact : manifest.facts()) {
      if (Vocabulary.fact(fact).isEmpty()) {
        String near = Near.of(fact, Vocabulary.facts(false));
        check.item("facts", fact, "\"" + fact + "\" is no type of fact; " + near);
      }
    }
    check.budget(
        "firingsPerMinute",
        manifest.budgets().firingsPerMinute(),
        PackBudget.MOST.firingsPerMinute());
    check.budget("facts", manifest.budgets().facts(), PackBudget.MOST.facts());
    return check.problems;
  }

  /** The playbooks that manifests need and that are not among those that are there, by id. */
  static List<Problem> playbooks(List<PackSource> packs, Collection<String> playbooks) {
    List<Problem> problems = new ArrayList<>();
    for (PackSource pack : packs) {
      Path file = pack.folder().resolve(Manifest.FILE);
      ManifestCheck check = new ManifestCheck(file, pack.manifestText());
      for (String needed : pack.manifest().playbooks()) {
        if (!playbooks.contains(needed)) {
          String near = Near.of(needed, playbooks);
          check.item(
              "playbooks",
              needed,
              "the playbook that it needs, " + needed + ", is not there; " + near);
        }
      }
      problems.addAll(check.problems);
    }
    return problems;
  }

  private void id(String id, String folder) {
    if (!id.equals(folder)) {
      say("id", "id is \"" + id + "\"; it is the folder's name, \"" + folder + "\"");
    }
  }

  private void engine(String engine) {
    Optional<VersionRange> range = VersionRange.of(engine);
    if (range.isEmpty()) {
      say("engine", "engine is \"" + engine + "\"; it reads \">=0.1\" or \">=0.1 <2\"");
    } else if (!range.get().holds(Version.PROGRAM)) {
      say(
          "engine",
          "the pack is written for \""
              + engine
              + "\", and this program is "
              + Version.PROGRAM
              + "; take a version of the pack for it, or test the pack with it and say \">="
              + Version.PROGRAM.major()
              + "."
              + Version.PROGRAM.minor()
              + "\"");
    }
  }

  private void budget(String key, @Nullable Integer value, int most) {
    if (value != null && (value < 1 || value > most)) {
      item("budgets", key, "budgets: " + key + " is " + value + "; it is from 1 to " + most);
    }
  }

  /** Tells of a key of the manifest. */
  private void say(String key, String message) {
    Matcher at = Pattern.compile("^" + key + ":", Pattern.MULTILINE).matcher(text);
    place(at.find() ? at.start() : 0, message);
  }

  /** Tells of a word that stands somewhere after a key. */
  private void item(String key, String word, String message) {
    Pattern words =
        Pattern.compile(
            "^" + key + ":.*?(?<![\\w-])(" + Pattern.quote(word) + ")(?![\\w-])",
            Pattern.MULTILINE | Pattern.DOTALL);
    Matcher at = words.matcher(text);
    place(at.find() ? at.start(1) : 0, message);
  }

  private void place(int offset, String message) {
    int line = (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
    int column = offset - (text.lastIndexOf('\n', offset - 1) + 1) + 1;
    problems.add(new Problem(file, line, column, message).as("manifest"));
  }
}
