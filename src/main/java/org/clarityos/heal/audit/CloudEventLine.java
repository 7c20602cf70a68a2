package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;

/**
 * The line of a record in an export for other people's tools: a CloudEvent (1.0, structured mode, JSON) whose data is the
 * record's body.
 */
public final class CloudEventLine {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String TYPE = "org.clarityos.heal.audit.";

  private CloudEventLine() {}

  /**
   * Writes every record as an event, chain by chain.
   *
   * @param source what the records are of, as a URI reference
   */
  public static void write(AuditLog log, String source, Writer to) {
    log.each(
        record -> {
          try {
            to.write(of(record, source));
            to.write('\n');
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** A record as an event, without the line's end. An attribute may not be empty; it is left out then. */
  static String of(AuditRecord record, String source) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("specversion", "1.0");
      json.writeStringField("id", record.chain() + "/" + record.seq());
      json.writeStringField("source", source);
      json.writeStringField("type", TYPE + record.kind());
      json.writeStringField("time", Instant.ofEpochMilli(record.at()).toString());
      if (!record.component().isEmpty()) {
        json.writeStringField("subject", record.component());
      }
      if (!record.incident().isEmpty()) {
        json.writeStringField("incident", record.incident());
      }
      json.writeStringField("chain", record.chain());
      json.writeStringField("sequence", Long.toString(record.seq()));
      json.writeStringField("hash", record.hash());
      json.writeStringField("previoushash", record.prev());
      json.writeStringField("datacontenttype", "application/json");
      json.writeFieldName("data");
      json.writeRawValue(record.body());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return text.toString();
  }
}
