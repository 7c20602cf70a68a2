package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The JSON Schemas of a pack's YAML files, made from the records that they are read into. */
class PackSchemasTest {
  private static final Path REFERENCE = Path.of("docs/reference");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class, BigDecimal.class);
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "Manifest", List.of("id", "version"),
          "Case", List.of("name", "kind"),
          "Given", List.of("fact"),
          "Entry", List.of("name", "patient", "fault", "expect", "within"),
          "Sheet", List.of("drills"),
          "Taxonomy", List.of("symptoms"));

  enum Kind {
    PACK("pack.yaml", "rulepack.Manifest", false),
    CASES(".cases.yaml", "rulepack.Case", true),
    DRILL(".drill.yaml", "drill.DrillFiles$Sheet", false),
    TAXONOMY("taxonomy.yaml", "rulepack.Taxonomy", false);

    private final String ending;
    private final String type;
    private final boolean list;

    Kind(String ending, String type, boolean list) {
      this.ending = ending;
      this.type = type;
      this.list = list;
    }

    Path file() {
      return REFERENCE.resolve(name().toLowerCase(Locale.ROOT) + ".schema.json");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSchemaIsFresh(Kind kind) throws Exception {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A file " + kind.ending.replaceFirst("^\\.", "*.") + " of Clarity Heal");
    ObjectNode content = record(Class.forName("org.clarityos.heal." + kind.type));
    if (kind.list) {
      schema.put("type", "array").set("items", content);
    } else {
      schema.setAll(content);
    }
    String expected = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    if (Boolean.getBoolean("clarity.write")) {
      Files.writeString(kind.file(), expected);
    }
    assertThat(kind.file()).as("run the tests with -Dclarity.write=true").hasContent(expected);
  }

  @ParameterizedTest
  @EnumSource
  void everyShippedFileIsRight(Kind kind) throws Exception {
    int files = 0;
    for (Path folder : List.of(Path.of("rules"), Path.of("docs/examples/rules"))) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(one -> one.toString().endsWith(kind.ending)).toList()) {
          assertThat(faults(kind, Files.readString(file))).as(file.toString()).isEmpty();
          files++;
        }
      }
    }
    assertThat(files).isPositive();
  }

  @ParameterizedTest(name = "{0}: {1} becomes {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PACK | rules/network/pack.yaml | owner: | ownr:",
        "PACK | rules/network/pack.yaml | version: | # version:",
        "CASES | rules/performance/memory-leak.cases.yaml | kind: fires | kind: fire",
        "CASES | rules/performance/memory-leak.cases.yaml | at: 8s | at: 8",
        "CASES | docs/examples/rules/jvm/gc-overhead.cases.yaml | ramp: [0.5, 0.9] | ramp: steep",
        "DRILL | rules/filesystem/filesystem-full.drill.yaml | expect: healed | expect: heald",
        "DRILL | rules/filesystem/filesystem-full.drill.yaml | fault: | falt:",
        "TAXONOMY | rules/taxonomy.yaml | symptoms: | symptom:",
      })
  void aPlantedErrorIsFound(Kind kind, Path file, String right, String wrong) throws Exception {
    String text = Files.readString(file);
    assertThat(text).contains(right);
    assertThat(faults(kind, text.replace(right, wrong))).isNotEmpty();
  }

  private static List<?> faults(Kind kind, String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(kind.file()));
    return schema.validate(yaml, InputFormat.YAML);
  }

  private static ObjectNode record(Class<?> type) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("type", "object");
    node.put("additionalProperties", false);
    REQUIRED.getOrDefault(type.getSimpleName(), List.of()).forEach(node.withArray("required")::add);
    ObjectNode properties = node.putObject("properties");
    for (RecordComponent part : type.getRecordComponents()) {
      if (part.getAccessor().isAnnotationPresent(JsonAnySetter.class)
          || part.getGenericType().getTypeName().endsWith("JsonNode>")) {
        node.put("additionalProperties", true);
        continue;
      }
      ObjectNode value = value(part.getGenericType());
      value.put("description", description(type, part.getName()));
      properties.set(part.getName(), value);
    }
    return node;
  }

  private static ObjectNode value(Type type) throws IOException {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      boolean map = generic.getRawType() == Map.class;
      ObjectNode node = JSON.createObjectNode().put("type", map ? "object" : "array");
      node.set(map ? "additionalProperties" : "items", value(last));
      return node;
    }
    Class<?> plain = (Class<?>) type;
    ObjectNode node = JSON.createObjectNode();
    if (plain.isRecord()) {
      return record(plain);
    } else if (plain == JsonNode.class) {
      return node;
    } else if (plain.isEnum()) {
      for (Object one : plain.getEnumConstants()) {
        String name = ((Enum<?>) one).name();
        node.withArray("enum").add(name.toLowerCase(Locale.ROOT)).add(name);
      }
      return node;
    } else if (plain == Duration.class) {
      return node.put("type", "string").put("pattern", "^\\d{1,9}(ms|s|m|h)$");
    }
    boolean yes = plain == boolean.class || plain == Boolean.class;
    String number = WHOLE.contains(plain) ? "integer" : NUMBERS.contains(plain) ? "number" : "";
    return node.put("type", yes ? "boolean" : number.isEmpty() ? "string" : number);
  }

  private static String description(Class<?> type, String name) throws IOException {
    Class<?> outer = type.getDeclaringClass() == null ? type : type.getDeclaringClass();
    String path = "src/main/java/" + outer.getName().replace('.', '/') + ".java";
    String source = Files.readString(Path.of(path));
    String before = source.substring(0, source.indexOf("record " + type.getSimpleName() + "("));
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
