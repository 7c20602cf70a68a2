package org.clarityos.heal.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;

/**
 * The canonical JSON of facts: fields in alphabetical order, with the fact's type under {@code
 * fact}.
 */
public final class FactJson {
  /** The field that names a fact's type. */
  public static final String TYPE = "fact";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // What is read back must be what was written, also in a sentence that a rule makes of it.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Map<String, Class<?>> TYPES = types();
  private static final TypeReference<List<Fact>> LIST = new TypeReference<>() {};

  /** The same fields, with the type written and read by the mapper itself, which makes no tree on the way. */
  private static final ObjectMapper TYPED = typed();

  private FactJson() {}

  /** A fact as canonical JSON. */
  public static ObjectNode write(Fact fact) {
    ObjectNode node = JSON.createObjectNode();
    node.put(TYPE, fact.getClass().getSimpleName());
    node.setAll((ObjectNode) JSON.valueToTree(fact));
    return node;
  }

  /** The same JSON as text, made without a tree. */
  public static String text(Fact fact) {
    try {
      String fields = JSON.writeValueAsString(fact);
      return "{\"" + TYPE + "\":\"" + fact.getClass().getSimpleName() + "\"," + fields.substring(1);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a fact is always JSON", e);
    }
  }

  /**
   * The fact that some JSON says.
   *
   * @throws IllegalArgumentException when the type is unknown, or a field is missing, unknown or of
   *     the wrong type
   */
  public static Fact read(JsonNode node) {
    return read(node, JSON);
  }

  /** The same, as strict as a mapper is. */
  public static Fact read(JsonNode node, ObjectMapper mapper) {
    String name = node.path(TYPE).asText();
    Class<?> type = TYPES.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "\"" + TYPE + "\" is \"" + name + "\"; it must be one of " + TYPES.keySet());
    }
    ObjectNode fields = ((ObjectNode) node).deepCopy();
    fields.remove(TYPE);
    try {
      return (Fact) mapper.treeToValue(fields, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          name + ": " + e.getOriginalMessage().replaceAll(";? ?`DeserializationFeature.*", ""), e);
    }
  }

  /** Writes facts as a list, for the journal's own use: not canonical where a fact holds another one. */
  static void writeAll(OutputStream to, List<? extends Fact> facts) throws IOException {
    TYPED.writerFor(LIST).writeValue(to, facts);
  }

  /** Reads what {@link #writeAll} wrote. */
  static List<Fact> readAll(InputStream from) throws IOException {
    return TYPED.readerFor(LIST).readValue(from);
  }

  private static ObjectMapper typed() {
    ObjectMapper mapper = JSON.copy().addMixIn(Fact.class, Typed.class);
    TYPES.forEach((name, type) -> mapper.registerSubtypes(new NamedType(type, name)));
    return mapper;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = TYPE)
  private interface Typed {}

  /** The names of all events and states, which may enter a session. */
  public static Iterable<String> inputTypes() {
    return TYPES.keySet();
  }

  /** The mapper that writes canonical JSON. */
  public static ObjectMapper mapper() {
    return JSON;
  }

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>();
    for (Class<?> family : new Class<?>[] {Event.class, State.class, Derived.class}) {
      for (Class<?> type : family.getPermittedSubclasses()) {
        types.put(type.getSimpleName(), type);
      }
    }
    return java.util.Collections.unmodifiableMap(types);
  }
}
