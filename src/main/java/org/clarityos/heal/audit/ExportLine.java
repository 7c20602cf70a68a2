package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical line of a record in an export: the fields in the order of the record, no space
 * between them, the body byte for byte as it was hashed.
 */
public final class ExportLine {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TEXT = "(\"(?:[^\"\\\\]|\\\\.)*+\")";
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"chain\":%1$s,\"seq\":([0-9]{1,18}),\"at\":(-?[0-9]{1,18}),\"kind\":%1$s,\"component\":%1$s,\"incident\":%1$s,\"body\":(\\{.*\\}),\"prev\":\"([0-9a-f]{64})\",\"hash\":\"([0-9a-f]{64})\"\\}"
              .formatted(TEXT),
          Pattern.DOTALL);

  private ExportLine() {}

  /** A record as a line, without its end. */
  public static String of(AuditRecord record) {
    return "{\"chain\":"
        + quoted(record.chain())
        + ",\"seq\":"
        + record.seq()
        + ",\"at\":"
        + record.at()
        + ",\"kind\":"
        + quoted(record.kind())
        + ",\"component\":"
        + quoted(record.component())
        + ",\"incident\":"
        + quoted(record.incident())
        + ",\"body\":"
        + record.body()
        + ",\"prev\":\""
        + record.prev()
        + "\",\"hash\":\""
        + record.hash()
        + "\"}";
  }

  /** The record of a line; empty when it is not in the canonical form. */
  static Optional<AuditRecord> read(String line) {
    Matcher fields = LINE.matcher(line);
    if (!fields.matches()) {
      return Optional.empty();
    }
    try {
      AuditRecord record =
          new AuditRecord(
              text(fields.group(1)),
              Long.parseLong(fields.group(2)),
              Long.parseLong(fields.group(3)),
              text(fields.group(4)),
              text(fields.group(5)),
              text(fields.group(6)),
              fields.group(7),
              fields.group(8),
              fields.group(9));
      return of(record).equals(line) ? Optional.of(record) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String text(String quoted) throws JsonProcessingException {
    return JSON.readValue(quoted, String.class);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
