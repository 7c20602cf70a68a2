package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.clarityos.heal.yaml.YamlInvalid;

/** The catalogue of known issues and symptoms, written from the headers of the rules and the taxonomy. */
public final class Catalogue {
  private static final String HEAD =
      """
      # Catalogue of known issues

      Generated from the headers of the rules; do not edit. A severity is that on a component of medium criticality.
      """;

  private Catalogue() {}

  /**
   * The catalogue of a folder of packs, as Markdown.
   *
   * @throws IOException when a file cannot be read
   * @throws YamlInvalid when there is no readable taxonomy
   */
  public static String markdown(Path rules) throws IOException, YamlInvalid {
    StringBuilder text = new StringBuilder(HEAD);
    Map<String, StringBuilder> packs = new TreeMap<>();
    for (Path file : known(rules)) {
      Header header = Header.parse(Files.readString(file));
      if (header.declaresIssue()) {
        String pack = String.valueOf(rules.relativize(file).getName(0));
        entry(packs.computeIfAbsent(pack, name -> new StringBuilder()), header);
      }
    }
    packs.forEach(
        (pack, entries) -> text.append("\n## ").append(pack).append('\n').append(entries));
    text.append("\n## Symptoms\n\n| symptom | says |\n|---|---|\n");
    Taxonomy.read(rules)
        .forEach(
            (name, says) ->
                text.append("| `").append(name).append("` | ").append(says).append(" |\n"));
    return text.toString();
  }

  private static void entry(StringBuilder text, Header header) {
    text.append("\n### ").append(header.field("id")).append("\n\n");
    text.append(header.field("title")).append(". ");
    text.append(header.field("severity")).append(", ").append(header.field("maturity"));
    text.append(", since ").append(header.field("since")).append(".\n\n");
    Header.REMARKS.forEach(
        name ->
            text.append("- *").append(name).append(":* ").append(header.remark(name)).append('\n'));
  }

  private static List<Path> known(Path rules) throws IOException {
    try (Stream<Path> files = Files.walk(rules, 2)) {
      return files.filter(file -> file.toString().endsWith(".drl")).sorted().toList();
    }
  }
}
