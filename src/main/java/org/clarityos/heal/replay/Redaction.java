package org.clarityos.heal.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;

/**
 * What is taken out of the facts of one recording. A text field that is not known to be harmless is
 * free text, and is searched for secrets.
 */
public final class Redaction {
  /** Fields that hold words of ours, of the inventory's declarations, or hashes. */
  private static final Set<String> PLAIN =
      Set.of(
          FactJson.TYPE,
          "answer",
          "criticality",
          "hash",
          "id",
          "incident",
          "kind",
          "knownIssue",
          "managedBy",
          "maturity",
          "metric",
          "mode",
          "owner",
          "pack",
          "pattern",
          "playbook",
          "probe",
          "result",
          "safety",
          "severity",
          "source",
          "status",
          "title",
          "type",
          "verdict",
          "version");

  private static final Set<String> COMPONENTS = Set.of("component", "dependency", "site");
  private static final List<String> LEVELS_OF_ID = List.of("tenant", "site", "host");

  /** Fields that name something whole, with the kind of what they name. */
  private static final Map<String, String> NAMES =
      Map.of("by", "person", "group", "group", "path", "path", "subject", "subject");

  private static final Pattern WORD = Pattern.compile("[\\w.-]{3,}");
  private static final Pattern ID = Pattern.compile("[^|/]+(?:/[^|/]+){1,2}(?:/[a-z]+:.*)?");

  private final Level level;
  private final Pseudonyms pseudonyms = new Pseudonyms();
  private final Secrets secrets = new Secrets(pseudonyms);

  /** How much is taken out. */
  public enum Level {
    /** Secrets, accounts and addresses in free text. */
    SECRETS,
    /** Those, and the names of tenants, sites, hosts, components, groups, people and files. */
    NAMES;

    /** The word for it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The level of a word.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Level of(String word) {
      for (Level level : values()) {
        if (level.word().equals(word)) {
          return level;
        }
      }
      String words = Arrays.stream(values()).map(Level::word).collect(Collectors.joining(" or "));
      throw new IllegalArgumentException("redact is \"" + word + "\"; it is " + words);
    }
  }

  /** A redaction for one recording; another one gives other names. */
  public Redaction(Level level) {
    this.level = level;
  }

  /** How much it takes out. */
  public Level level() {
    return level;
  }

  /** A fact as canonical JSON, redacted. */
  public ObjectNode write(Fact fact) {
    ObjectNode node = FactJson.write(fact);
    redact(node);
    return node;
  }

  private void redact(ObjectNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue() instanceof ObjectNode inner) {
        redact(inner);
      } else if (field.getValue().isTextual() && !PLAIN.contains(field.getKey())) {
        String value = field.getValue().asText();
        field.setValue(TextNode.valueOf(redacted(field.getKey(), value)));
      }
    }
  }

  private String redacted(String field, String value) {
    boolean names = level == Level.NAMES;
    if (value.isEmpty()) {
      return value;
    } else if (COMPONENTS.contains(field)) {
      return id(value);
    } else if (field.equals("key")) {
      return names
          ? Arrays.stream(value.split("\\|", -1)).map(this::part).collect(Collectors.joining("|"))
          : value;
    } else if (names && NAMES.containsKey(field)) {
      return pseudonyms.of(NAMES.getOrDefault(field, field), value);
    } else if (field.equals("path") || field.equals("group")) {
      return value;
    }
    String text = secrets.takenOut(value);
    return names ? withoutNames(text) : text;
  }

  /** A component's id, or a scope, as it stands in the recording. */
  public String id(String id) {
    if (level != Level.NAMES || id.isEmpty()) {
      return id;
    }
    String[] parts = id.split("/", 4);
    for (int i = 0; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      String kind = i < 3 ? LEVELS_OF_ID.get(i) : colon < 0 ? "name" : parts[i].substring(0, colon);
      parts[i] =
          i < 3
              ? pseudonyms.of(kind, parts[i])
              : kind + ":" + pseudonyms.of(kind, parts[i].substring(colon + 1));
    }
    return String.join("/", parts);
  }

  /** A part of a state's key. */
  private String part(String part) {
    if (part.startsWith("/")) {
      return pseudonyms.of("path", part);
    }
    return ID.matcher(part).matches() ? id(part) : pseudonyms.known(part);
  }

  private String withoutNames(String text) {
    return WORD.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(pseudonyms.known(found.group())));
  }
}
