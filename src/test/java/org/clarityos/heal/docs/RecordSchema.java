package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON Schema of records, with the words of their docs. */
final class RecordSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private final Path sources;
  private final Map<Class<?>, List<String>> required;

  /**
   * Schemas of a package's records.
   *
   * @param sources the package's folder
   * @param required fields that must be said, where the record does not mark them itself
   */
  RecordSchema(Path sources, Map<Class<?>, List<String>> required) {
    this.sources = sources;
    this.required = required;
  }

  private List<String> required(Class<?> type) {
    List<String> marked =
        Arrays.stream(type.getRecordComponents())
            .filter(part -> marked(type, part))
            .map(RecordComponent::getName)
            .toList();
    return required.getOrDefault(type, marked);
  }

  private static boolean marked(Class<?> type, RecordComponent part) {
    try {
      JsonProperty named = type.getDeclaredField(part.getName()).getAnnotation(JsonProperty.class);
      return named != null && named.required();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  ObjectNode of(Class<?> type) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("type", "object");
    node.put("additionalProperties", false);
    required(type).forEach(node.withArray("required")::add);
    ObjectNode properties = node.putObject("properties");
    for (RecordComponent part : type.getRecordComponents()) {
      ObjectNode value = value(part.getGenericType());
      value.put("description", description(type, part.getName()));
      properties.set(name(type, part), value);
    }
    return node;
  }

  private ObjectNode value(Type type) throws IOException {
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
      return of(plain);
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
    boolean number = WHOLE.contains(plain);
    return node.put("type", yes ? "boolean" : number ? "integer" : "string");
  }

  /** The key in the file: the component's name unless its declaration names another. */
  private static String name(Class<?> type, RecordComponent part) {
    try {
      JsonProperty named = type.getDeclaredField(part.getName()).getAnnotation(JsonProperty.class);
      return named == null || named.value().isEmpty() ? part.getName() : named.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private String description(Class<?> type, String name) throws IOException {
    Class<?> outer = type.getDeclaringClass() == null ? type : type.getDeclaringClass();
    String source = Files.readString(sources.resolve(outer.getSimpleName() + ".java"));
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
