package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Ids;

/** What a record is about: the words under which it is found. */
final class Subjects {
  static final String COMPONENT = "component ";
  static final String INCIDENT = "incident ";
  static final String KIND = "kind ";
  static final String RULE = "rule ";
  static final String PERSON = "person ";
  static final String DECISION = "decision ";

  /** What the directory has room for. */
  private static final int LONGEST = 400;

  private static final JsonFactory JSON = new JsonFactory();

  private Subjects() {}

  /** The subjects of a record. */
  static List<String> of(AuditRecord record) {
    Seen seen = new Seen();
    seen.add(record);
    return seen.all();
  }

  /** The subjects of many records. */
  static final class Seen {
    private final Set<String> kinds = new HashSet<>();
    private final Set<String> components = new HashSet<>();
    private final Set<String> incidents = new HashSet<>();
    private final Set<String> rules = new HashSet<>();
    private final Set<String> decisions = new HashSet<>();
    private final Set<String> persons = new HashSet<>();

    void add(AuditRecord record) {
      kinds.add(record.kind());
      components.add(record.component());
      incidents.add(record.incident());
      switch (record.kind()) {
        case "firing" -> rules.add(field(record, "rule"));
        case "decision" -> decisions.add(field(record, "verdict"));
        default -> persons.add(field(record, "by"));
      }
    }

    List<String> all() {
      List<String> all = new ArrayList<>();
      kinds.forEach(name -> all.add(KIND + name));
      components.forEach(name -> all.add(COMPONENT + name));
      incidents.forEach(name -> all.add(INCIDENT + name));
      rules.forEach(name -> all.add(RULE + name));
      decisions.forEach(name -> all.add(DECISION + name));
      persons.forEach(name -> all.add(PERSON + name));
      return named(all);
    }
  }

  /** Those that name something, as the directory holds them. */
  static List<String> named(List<String> subjects) {
    return subjects.stream().filter(subject -> !subject.endsWith(" ")).map(Subjects::held).toList();
  }

  /** A name that is too long for the directory, or that a database does not take, is found by its hash. */
  private static String held(String subject) {
    return fits(subject)
        ? subject
        : subject.substring(0, subject.indexOf(' ') + 1)
            + "sha256:"
            + Ids.sha256(subject.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean fits(String subject) {
    if (subject.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < subject.length(); i++) {
      char letter = subject.charAt(i);
      if (letter == 0 || Character.isSurrogate(letter)) {
        return false;
      }
    }
    return true;
  }

  /** A text of the record's body at its top; the empty string when it has none. */
  private static String field(AuditRecord record, String name) {
    // A firing begins with it, most others do not have it, and reading JSON takes longer than
    // writing the record.
    String body = record.body();
    String field = '"' + name + "\":\"";
    int at = body.indexOf(field);
    if (at < 0) {
      return "";
    }
    if (at == 1) {
      String text = body.substring(1 + field.length(), body.indexOf('"', 1 + field.length()));
      if (text.indexOf('\\') < 0) {
        return text;
      }
    }
    try (JsonParser json = JSON.createParser(record.body())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean asked = json.currentName().equals(name);
        JsonToken value = json.nextToken();
        if (asked) {
          return value == JsonToken.VALUE_STRING ? json.getText() : "";
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("the body of an audit record is no JSON", e);
    }
  }
}
