package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
      Map.of(
          Inventory.class, List.of("tenant", "site"),
          Inventory.Group.class, List.of("name", "members"),
          Inventory.ModeRule.class, List.of("mode"),
          Component.class, List.of("id"),
          Component.ProcessSpec.class, List.of("match"),
          Component.Probe.class, List.of("name"),
          Component.Configuration.class, List.of("path"),
          Component.LogFile.class, List.of("path"),
          Component.Reclaim.class, List.of("directory", "glob"));

  @Test
  void theSchemaIsFresh() throws IOException {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The inventory of Clarity Heal, clarity.yaml");
    schema.setAll(record(Inventory.class));
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

  private static ObjectNode record(Class<?> type) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("type", "object");
    node.put("additionalProperties", false);
    REQUIRED.getOrDefault(type, List.of()).forEach(node.withArray("required")::add);
    ObjectNode properties = node.putObject("properties");
    for (RecordComponent part : type.getRecordComponents()) {
      ObjectNode value = value(part.getGenericType());
      value.put("description", description(type, part.getName()));
      properties.set(name(type, part), value);
    }
    return node;
  }

  private static ObjectNode value(Type type) throws IOException {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == Optional.class) {
        return value(last);
      }
      boolean map = generic.getRawType() == Map.class;
      ObjectNode node = JSON.createObjectNode().put("type", map ? "object" : "array");
      node.set(map ? "additionalProperties" : "items", value(last));
      return node;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain);
    }
    ObjectNode node = JSON.createObjectNode();
    if (plain.isEnum()) {
      Arrays.stream(plain.getEnumConstants())
          .forEach(one -> node.withArray("enum").add(one.toString().toLowerCase(Locale.ROOT)));
      return node;
    }
    if (plain == Duration.class) {
      return node.put("type", "string").put("pattern", "^\\d{1,9}(ms|s|m|h)$");
    }
    boolean yes = plain == boolean.class || plain == Boolean.class;
    boolean number = plain == int.class || plain == Integer.class;
    return node.put("type", yes ? "boolean" : number ? "integer" : "string");
  }

  /** The key in the file: the component's name unless its declaration names another. */
  private static String name(Class<?> type, RecordComponent part) {
    try {
      JsonProperty named = type.getDeclaredField(part.getName()).getAnnotation(JsonProperty.class);
      return named == null ? part.getName() : named.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String description(Class<?> type, String name) throws IOException {
    Class<?> outer = type.getDeclaringClass() == null ? type : type.getDeclaringClass();
    String source = Files.readString(SOURCES.resolve(outer.getSimpleName() + ".java"));
    String before =
        source.substring(0, source.indexOf("public record " + type.getSimpleName() + "("));
    String doc = before.substring(before.lastIndexOf("/**"));
    Matcher param =
        Pattern.compile("@param " + name + "\\s(.*?)(?=@param|\\*/)", Pattern.DOTALL).matcher(doc);
    assertThat(param.find()).as("@param %s of %s", name, type).isTrue();
    return param
        .group(1)
        .replaceAll("(?m)^\\s*\\* ?", "")
        .replaceAll("\\{@code ([^}]*)}?", "$1")
        .replaceAll("\\s+", " ")
        .trim();
  }
}
