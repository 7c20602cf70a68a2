package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The first version of a pack or of a known issue: files that pass every check and every test, for
 * their author to change. A new issue is diagnosed from a finding of its own name, as a log pattern
 * of that name makes it.
 */
public final class Scaffold {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern PACK = Pattern.compile("[a-z][a-z0-9]*");

  private static final String MANIFEST =
      """
      id: %s
      version: 0.1.0
      owner: %s
      author: %s
      engine: ">=0.1"
      """;

  private static final String RULES =
      """
      // @id {issue}
      // @title {title}
      // @maturity sandbox
      // @severity MEDIUM
      // @since 0.1.0
      // Detects: a finding of type {issue} within 5 minutes.
      // Because: the log of the component says so.
      // Not when: a finding is of another type.
      // Tune: the 5 minutes, to how long one finding stays true.
      package org.clarityos.heal.rules.{pack};

      import org.clarityos.heal.fact.*;

      rule "A finding of type {issue} within 5 minutes"
      @id({issue}-symptom)
      ruleflow-group "symptom"
      when
        ComponentInfo($c: component)
        exists Finding(component == $c, type == "{issue}") over window:time(5m)
      then
        insertLogical(new Symptom($c, "{issue}"));
      end

      rule "What the finding says is so"
      @id({issue}-evidence)
      ruleflow-group "evidence"
      when
        Symptom(name == "{issue}", $c: component)
      then
        insertLogical(Evidence.of("{issue}", $c, "log", "0.90"));
      end
      """;

  private static final String CASES =
      """
      - name: the log says so
        kind: fires
        given:
          - {at: 2s, fact: Finding, type: {issue}, subject: log, text: what the log said}
        then:
          - {at: 1s, not: [{issue}]}
          - {at: 2s, symptoms: [{issue}], diagnoses: {{issue}: [0.9, 0.9]}}
      - name: the log says something else
        kind: near_miss
        given:
          - {at: 2s, fact: Finding, type: something-else, subject: log, text: what the log said}
        then:
          - {at: 2s, not: [{issue}]}
      - name: it was said more than 5 minutes ago
        kind: resolves
        given:
          - {at: 2s, fact: Finding, type: {issue}, subject: log, text: what the log said}
        then:
          - {at: 301s, diagnoses: {{issue}: [0.9, 0.9]}}
          - {at: 303s, not: [{issue}]}
      """;

  private Scaffold() {}

  /**
   * Makes a pack without rules.
   *
   * @return the files that were made
   * @throws IOException when it is there already or cannot be written
   * @throws IllegalArgumentException when the name is none
   */
  public static List<Path> pack(Path rules, String name, String owner) throws IOException {
    if (!PACK.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is no name of a pack; it is one word in small letters, such as database");
    }
    Path folder = rules.resolve(name);
    Files.createDirectories(folder);
    return List.of(write(folder.resolve(Manifest.FILE), MANIFEST.formatted(name, owner, owner)));
  }

  /**
   * Makes a home able to diagnose: the packs of policy and planning, from another home, where it has none.
   *
   * @return the packs that were copied
   * @throws IOException when one cannot be read or written
   */
  public static List<Path> policy(Path rules, Path from) throws IOException {
    List<Path> made = new ArrayList<>();
    for (String pack : List.of("planning", "policy")) {
      Path source = from.resolve(pack);
      Path target = rules.resolve(pack);
      if (Files.exists(target) || !Files.exists(source.resolve(Manifest.FILE))) {
        continue;
      }
      Files.createDirectories(target);
      try (Stream<Path> files = Files.list(source)) {
        for (Path file : files.toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
      made.add(target);
    }
    return made;
  }

  /**
   * Makes a known issue in a pack, with its cases and its word in the taxonomy.
   *
   * @return the files that were made or changed
   * @throws IOException when it is there already, the pack is not, or a file cannot be written
   * @throws IllegalArgumentException when the name is none
   */
  public static List<Path> rule(Path rules, String pack, String issue, String title)
      throws IOException {
    if (!NAME.matcher(issue).matches()) {
      throw new IllegalArgumentException(
          "\"" + issue + "\" is no id of a known issue; it reads like pool-exhausted");
    }
    Path folder = rules.resolve(pack);
    if (!Files.exists(folder.resolve(Manifest.FILE))) {
      throw new NoSuchFileException(
          folder.resolve(Manifest.FILE) + " (clarity pack new " + pack + " makes it)");
    }
    List<Path> files = new ArrayList<>();
    files.add(write(folder.resolve(issue + ".drl"), fill(RULES, pack, issue, title)));
    files.add(write(folder.resolve(issue + CaseRunner.ENDING), fill(CASES, pack, issue, title)));
    files.add(word(rules.resolve(Taxonomy.FILE), issue, title));
    return files;
  }

  private static String fill(String template, String pack, String issue, String title) {
    return template.replace("{issue}", issue).replace("{title}", title).replace("{pack}", pack);
  }

  private static Path write(Path file, String text) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    return Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
  }

  /** Adds a symptom to the taxonomy, where the alphabet has it; its comments stay. */
  private static Path word(Path taxonomy, String symptom, String says) throws IOException {
    List<String> head = new ArrayList<>();
    Map<String, String> words = new TreeMap<>();
    if (Files.exists(taxonomy)) {
      for (String line : Files.readAllLines(taxonomy)) {
        if (line.startsWith("  ")) {
          words.put(line.strip().split(":", 2)[0], line);
        } else {
          head.add(line);
        }
      }
    } else {
      head.add("symptoms:");
    }
    words.putIfAbsent(symptom, "  " + symptom + ": \"" + says.replace("\"", "'") + "\"");
    head.addAll(words.values());
    return Files.write(taxonomy, head);
  }
}
