package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.State;

/** The facts that a case gives, by the time at which each enters the session. */
final class CaseFacts {
  /** The start of every case, a whole second. */
  static final long START = 1_700_000_000_000L;

  private static final String HOST = "acme/fra1/web-1/";
  private static final Set<String> COMPONENTS = Set.of("component", "dependency");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
  private static final Map<String, Class<?>> TYPES = types();

  private CaseFacts() {}

  /**
   * The facts of a case; a component that a fact mentions and no fact describes is an ordinary one.
   *
   * @throws IllegalArgumentException when a fact's type or a field is unknown or of the wrong kind
   */
  static TreeMap<Long, List<Fact>> of(Case story) {
    TreeMap<Long, List<Fact>> byTime = new TreeMap<>();
    byTime.put(START, new ArrayList<>());
    for (Case.Given given : story.given()) {
      long last = START + Math.max(given.at().toMillis(), given.until().toMillis());
      long step = Math.max(1, given.every().isZero() ? last : given.every().toMillis());
      for (long at = START + given.at().toMillis(); at <= last; at += step) {
        byTime.computeIfAbsent(at, time -> new ArrayList<>()).add(fact(story, given, at));
      }
    }
    byTime.get(START).addAll(0, described(story, byTime));
    return byTime;
  }

  /** A component's full id, by the short one that cases use. */
  static String id(String name) {
    return name.contains("/") || name.isEmpty() ? name : HOST + name;
  }

  private static List<Fact> described(Case story, TreeMap<Long, List<Fact>> byTime) {
    Set<String> mentioned = new TreeSet<>(Set.of(id(story.on())));
    Set<String> dependants = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    for (List<Fact> facts : byTime.values()) {
      for (Fact fact : facts) {
        mentioned.add(fact.component());
        if (fact instanceof DependsOn need) {
          dependants.add(need.component());
          mentioned.add(need.dependency());
        } else if (fact instanceof ComponentInfo info) {
          described.add(info.component());
        }
      }
    }
    mentioned.removeAll(described);
    return mentioned.stream()
        .filter(component -> component.contains(":"))
        .<Fact>map(component -> info(component, dependants.contains(component)))
        .toList();
  }

  private static ComponentInfo info(String component, boolean dependent) {
    String kind = component.substring(component.lastIndexOf('/') + 1, component.indexOf(':'));
    return new ComponentInfo(
        component,
        "acme/fra1",
        kind,
        "generic",
        Severity.MEDIUM,
        true,
        "clarity",
        false,
        true,
        dependent);
  }

  private static Fact fact(Case story, Case.Given given, long at) {
    Class<?> type = TYPES.get(given.fact());
    if (type == null) {
      throw new IllegalArgumentException(
          "fact \"" + given.fact() + "\" is not known; it is one of " + TYPES.keySet());
    }
    ObjectNode node = JSON.createObjectNode();
    if (type == ComponentInfo.class) {
      node.setAll((ObjectNode) JSON.valueToTree(info(id(story.on()), false)));
    }
    given.fields().forEach((name, value) -> node.set(name, value(name, value)));
    if (!given.ramp().isEmpty()) {
      node.put("value", onRamp(given, at));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!node.has(component.getName())) {
        byDefault(node, component, id(story.on()), given, at);
      }
    }
    try {
      return (Fact) JSON.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          given.fact() + " at " + Duration.ofMillis(at - START) + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The value of a series at a time, on the straight line from its first value to its last. */
  private static double onRamp(Case.Given given, long at) {
    if (given.ramp().size() != 2
        || !given.fact().equals("Sample")
        || given.fields().containsKey("value")
        || given.every().isZero()
        || given.until().compareTo(given.at()) <= 0) {
      throw new IllegalArgumentException(
          "a ramp is of Samples without a value of their own, from a first value to a last:"
              + " {at: 10s, every: 5s, until: 60s, fact: Sample, metric: m, ramp: [0.1, 0.9]}");
    }
    double from = given.ramp().get(0);
    double part =
        (double) (at - START - given.at().toMillis()) / given.until().minus(given.at()).toMillis();
    return from + (given.ramp().get(1) - from) * part;
  }

  private static JsonNode value(String name, JsonNode value) {
    return COMPONENTS.contains(name) ? JSON.getNodeFactory().textNode(id(value.asText())) : value;
  }

  private static void byDefault(
      ObjectNode node, RecordComponent component, String on, Case.Given given, long at) {
    switch (component.getName()) {
      case "component" -> node.put("component", on);
      case "at", "since" -> node.put(component.getName(), at);
      // A fact's own end, such as a brake's, reads as that of a series; at 0s it has ended.
      case "until" ->
          node.put("until", given.until().isZero() ? 0 : START + given.until().toMillis());
      case "source" -> node.put("source", "case");
      case "probe" -> node.put("probe", "user");
      default -> {
        if (component.getType() == String.class) {
          node.put(component.getName(), "");
        }
      }
    }
  }

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>();
    for (Class<?> family : List.of(Event.class, State.class)) {
      for (Class<?> type : family.getPermittedSubclasses()) {
        types.put(type.getSimpleName(), type);
      }
    }
    return java.util.Collections.unmodifiableMap(types);
  }
}
