package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON Schema of the inventory, made from the records that it is read into. */
class InventorySchemaTest {
  private static final Path FILE = Path.of("docs/reference/clarity.schema.json");
  private static final Path SOURCES = Path.of("src/main/java/org/clarityos/heal/inventory");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Class<?>, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry(Inventory.class, List.of("tenant", "site")),
          Map.entry(Inventory.Group.class, List.of("name", "members")),
          Map.entry(Inventory.ModeRule.class, List.of("mode")),
          Map.entry(Component.class, List.of("id")),
          Map.entry(Component.ProcessSpec.class, List.of("match")),
          Map.entry(Component.Probe.class, List.of("name")),
          Map.entry(Component.Configuration.class, List.of("path")),
          Map.entry(Component.LogFile.class, List.of("path")),
          Map.entry(Component.Reclaim.class, List.of("directory", "glob")),
          Map.entry(Allowance.Manager.class, List.of("kind")),
          Map.entry(Allowance.Permission.class, List.of("path", "mode")));

  @Test
  void theSchemaIsFresh() throws IOException {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The inventory of Clarity Heal, clarity.yaml");
    schema.setAll(new RecordSchema(SOURCES, REQUIRED).of(Inventory.class));
    String expected = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    if (Boolean.getBoolean("clarity.write")) {
      Files.writeString(FILE, expected);
    }
    assertThat(FILE).as("run the tests with -Dclarity.write=true").hasContent(expected);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "site: fra1 | true | a whole inventory",
        "sight: fra1 | false | an unknown key",
        "mode: perhaps | false | an unknown mode",
        "interval: often | false | a duration without a unit",
      })
  void theSchemaTellsRightFromWrong(String line, boolean right, String name) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String text =
        """
        tenant: acme
        site: fra1
        mode: act
        components:
          - id: service:web
            process: {start: [/usr/bin/web], match: [web]}
            probes:
              - {name: page, url: "http://127.0.0.1:80/", interval: 250ms}
            policy: {criticality: high, protected: true}
        modes:
          - {components: [service:web], mode: ask}
        """;
    String changed =
        switch (key) {
          case "sight" -> text + line + "\n";
          case "interval" -> text.replace("interval: 250ms", line);
          default -> text.replaceFirst("(?m)^" + key + ": .*$", line);
        };
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE));
    assertThat(schema.validate(changed, InputFormat.YAML).isEmpty()).isEqualTo(right);
  }
}
