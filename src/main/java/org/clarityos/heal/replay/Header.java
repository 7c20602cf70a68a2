package org.clarityos.heal.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.journal.FactJson;

/**
 * What a recording is of: its first line.
 *
 * @param program the version of the program that made it
 * @param site {@code tenant/site}, as redacted
 * @param packs the hashes of the packs that were active when it was made, by name
 * @param from its start
 * @param to its end
 * @param redacted what was taken out of it
 */
public record Header(
    String program,
    String site,
    Map<String, String> packs,
    Instant from,
    Instant to,
    Redaction.Level redacted) {
  private static final int FORMAT = 1;
  private static final String VERSION = "recording";

  /** The header as a line. */
  public String line() {
    ObjectNode node = FactJson.mapper().createObjectNode().put(VERSION, FORMAT);
    node.put("program", program).put("site", site);
    node.set("packs", FactJson.mapper().valueToTree(packs));
    node.put("from", from.toString()).put("to", to.toString());
    return node.put("redacted", redacted.word()).toString();
  }

  /**
   * The header that a line holds.
   *
   * @throws IllegalArgumentException when it holds none, or a damaged one
   * @throws DateTimeException when one of its times is none
   */
  static Header of(JsonNode line) {
    if (line.path(VERSION).asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "the first line is no header of a recording; it begins with {\""
              + VERSION
              + "\":"
              + FORMAT);
    }
    Map<String, String> packs = new TreeMap<>();
    line.path("packs").properties().forEach(p -> packs.put(p.getKey(), p.getValue().asText()));
    return new Header(
        text(line, "program"),
        text(line, "site"),
        packs,
        Instant.parse(text(line, "from")),
        Instant.parse(text(line, "to")),
        Redaction.Level.of(text(line, "redacted")));
  }

  private static String text(JsonNode line, String field) {
    if (!line.path(field).isTextual()) {
      throw new IllegalArgumentException("\"" + field + "\" is not a text");
    }
    return line.path(field).asText();
  }
}
