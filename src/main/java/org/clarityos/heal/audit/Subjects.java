package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a record is about: the words under which it is found. */
final class Subjects {
  static final String COMPONENT = "component ";
  static final String INCIDENT = "incident ";
  static final String KIND = "kind ";
  static final String RULE = "rule ";
  static final String PERSON = "person ";
  static final String DECISION = "decision ";

  private static final JsonFactory JSON = new JsonFactory();

  private Subjects() {}

  /** The subjects of a record. */
  static List<String> of(AuditRecord record) {
    List<String> all = new ArrayList<>();
    all.add(KIND + record.kind());
    all.add(COMPONENT + record.component());
    all.add(INCIDENT + record.incident());
    switch (record.kind()) {
      case "firing" -> all.add(RULE + field(record, "rule"));
      case "decision" -> all.add(DECISION + field(record, "verdict"));
      default -> all.add(PERSON + field(record, "by"));
    }
    return of(all);
  }

  /** Those that name something. */
  static List<String> of(List<String> subjects) {
    return subjects.stream().filter(subject -> !subject.endsWith(" ")).toList();
  }

  /** A text of the record's body at its top; the empty string when it has none. */
  private static String field(AuditRecord record, String name) {
    // Most bodies do not have it anywhere, and reading JSON takes longer than writing its record.
    if (!record.body().contains('"' + name + "\":")) {
      return "";
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
