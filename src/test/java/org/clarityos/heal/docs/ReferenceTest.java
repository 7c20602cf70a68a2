package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.execute.action.Privilege;
import org.junit.jupiter.api.Test;

/**
 * The reference is generated from the code and must be fresh: run the tests with {@code -Dclarity.write=true} to write
 * it.
 */
class ReferenceTest {
  private static final Path FACTS = Path.of("src/main/java/org/clarityos/heal/fact");
  private static final Path ACTIONS = Path.of("src/main/java/org/clarityos/heal/execute/action");
  private static final Pattern RECORD =
      Pattern.compile(
          "/\\*\\*(.*?)\\*/\\s*(@.*?)?public record (\\w+)\\((.*?)\\)\\s*implements (\\w+)",
          Pattern.DOTALL);

  @Test
  void theReferenceOfFactsIsFresh() throws IOException {
    fresh(Path.of("docs/reference/facts.md"), facts());
  }

  @Test
  void theReferenceOfActionsIsFresh() throws IOException {
    StringBuilder page =
        new StringBuilder(
            "# Actions\n\nGenerated from the code. What is not here cannot be done.\n\n");
    page.append(
        "| action | effect | may be repeated | what it does | what it leaves |\n|---|---|---|---|---|\n");
    StringBuilder schemas = new StringBuilder("\n## Parameters\n\n");
    schemas.append("What a step says in `with`, as a JSON Schema. Others have no parameters.\n");
    RecordSchema schema = new RecordSchema(ACTIONS, Map.of());
    for (Action<?> action : new TreeMap<>(Actions.shipped().all()).values()) {
      if (action.parameters() != Action.None.class) {
        String json =
            new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(schema.of(action.parameters()));
        schemas.append("\n### `%s`\n\n```json\n%s\n```\n".formatted(action.name(), json));
      }
      page.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  action.name(),
                  action.safety(),
                  action.repeat(),
                  action.summary(),
                  action.effects().stream()
                      .map(effect -> "`" + effect + "`")
                      .collect(Collectors.joining("<br>"))));
    }
    fresh(Path.of("docs/reference/actions.md"), page.append(schemas).toString());
  }

  @Test
  void theReferenceOfPrivilegesIsFresh() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Privileges

            Generated from the code: what each action needs that an ordinary user does not have. A service that runs as a
            user of its own does all that needs nothing; what it may not do fails with the system's own words, and nothing
            else is touched. This is about actions, not about monitors.

            | privilege | when | what it allows | granted by |
            |---|---|---|---|
            """);
    for (Privilege privilege : Privilege.values()) {
      String when =
          privilege.when() == Privilege.When.ALWAYS ? "always" : "component of another user";
      String by =
          privilege.capabilities().isEmpty()
              ? "running as root"
              : "`" + String.join("`, `", privilege.capabilities()) + "`";
      page.append("| %s | %s | %s | %s |%n".formatted(privilege, when, privilege.what(), by));
    }
    page.append(
        "\n## By action\n\n| action | always | for a component of another user |\n|---|---|---|\n");
    for (Action<?> action : new TreeMap<>(Actions.shipped().all()).values()) {
      page.append(
          "| `%s` | %s | %s |%n"
              .formatted(
                  action.name(),
                  needs(action, Privilege.When.ALWAYS),
                  needs(action, Privilege.When.OTHERS)));
    }
    String all =
        Stream.of(Privilege.values())
            .flatMap(privilege -> privilege.capabilities().stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
    page.append(
        """

        ## How to grant them

        Grant what the playbooks in use need, not the whole list; `clarity plan` shows which actions those are. In the unit
        of a service that is no root's (`User=clarity`), both lines with the same capabilities:

        ```ini
        [Service]
        AmbientCapabilities=%1$s
        CapabilityBoundingSet=%1$s
        ```

        In a container, `--cap-drop=all` and one `--cap-add=` for each, here without the `CAP_` before it, and `--pid=host`
        to see the host's processes. `CAP_SYS_ADMIN`, `CAP_DAC_OVERRIDE`, `CAP_SETUID` and `CAP_SYS_PTRACE` are each as good as
        root: grant them where the actions that need them are wanted.
        """
            .formatted(all));
    fresh(Path.of("docs/reference/privileges.md"), page.toString());
  }

  private static String needs(Action<?> action, Privilege.When when) {
    String needs =
        action.needs().stream()
            .filter(privilege -> privilege.when() == when)
            .sorted()
            .map(Privilege::name)
            .collect(Collectors.joining(", "));
    return needs.isEmpty() ? "nothing" : needs;
  }

  private static String facts() throws IOException {
    StringBuilder page =
        new StringBuilder(
                "# Facts\n\nGenerated from the code: what a rule may mention. An event happens and expires;")
            .append(" a state holds until it is replaced; what is derived, rules insert.\n");
    for (String family : List.of("Event", "State", "Derived")) {
      page.append("\n## ").append(family.equals("Derived") ? family : family + "s").append('\n');
      for (Path file : files(FACTS, ".java")) {
        Matcher record = RECORD.matcher(Files.readString(file));
        if (record.find() && record.group(5).equals(family)) {
          page.append(entry(record));
        }
      }
    }
    return page.toString();
  }

  private static String entry(Matcher record) {
    String doc = record.group(1).replaceAll("(?m)^\\s*\\* ?", "").trim();
    StringBuilder entry = new StringBuilder("\n### " + record.group(3) + "\n\n");
    String[] parts = doc.split("\n@param ", -1);
    entry.append(plain(parts[0])).append("\n\n");
    List<String> rows = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] param = plain(parts[i]).split(" ", 2);
      rows.add("- `" + param[0] + "` (" + type(record.group(4), param[0]) + "): " + param[1]);
    }
    return entry.append(String.join("\n", rows)).append("\n").toString();
  }

  private static String type(String parameters, String name) {
    Matcher type = Pattern.compile("([\\w.]+) " + name + "\\b").matcher(parameters);
    return type.find() ? type.group(1) : "";
  }

  private static String plain(String text) {
    return text.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`").replaceAll("\\s+", " ").trim();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static void fresh(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("clarity.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).as("run the tests with -Dclarity.write=true").hasContent(expected);
  }
}
