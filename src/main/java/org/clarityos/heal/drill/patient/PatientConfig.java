package org.clarityos.heal.drill.patient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The patient's configuration: one flat JSON object.
 *
 * @param port the port it listens on
 * @param message what it answers
 * @param upstream {@code host:port} of a redis that it needs; empty for none
 * @param poison whether it ends with 78 at its start
 */
record PatientConfig(int port, String message, String upstream, boolean poison) {
  private static final Set<String> KNOWN = Set.of("port", "message", "upstream", "poison");
  private static final Pattern PAIR =
      Pattern.compile("\\s*\"(\\w+)\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(-?\\d+|true|false))\\s*(,|$)");

  /** A configuration that the patient refuses, with the reason. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  /** Reads and checks a file. */
  static PatientConfig read(Path file) throws Invalid, IOException {
    Map<String, String> values = pairs(file, Files.readString(file).trim());
    for (String key : values.keySet()) {
      if (!KNOWN.contains(key)) {
        throw new Invalid(file + ": \"" + key + "\" is not known; known are " + KNOWN);
      }
    }
    String message = values.getOrDefault("message", "");
    if (message.isEmpty()) {
      throw new Invalid(file + ": message is missing");
    }
    String upstream = values.getOrDefault("upstream", "");
    if (!upstream.isEmpty() && !upstream.matches("[\\w.-]+:\\d+")) {
      throw new Invalid(file + ": upstream is \"" + upstream + "\"; it reads host:port");
    }
    String port = values.getOrDefault("port", "");
    return new PatientConfig(
        port(file, port), message, upstream, "true".equals(values.get("poison")));
  }

  private static int port(Path file, String text) throws Invalid {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw new Invalid(file + ": port is \"" + text + "\"; it is a number from 1 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static Map<String, String> pairs(Path file, String text) throws Invalid {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw new Invalid(file + " is not a JSON object");
    }
    String body = text.substring(1, text.length() - 1).trim();
    Map<String, String> values = new HashMap<>();
    Matcher pair = PAIR.matcher(body);
    int at = 0;
    while (at < body.length()) {
      if (!pair.find(at) || pair.start() != at) {
        throw new Invalid(file + " is not JSON that the patient reads, after character " + at);
      }
      String quoted = pair.group(2);
      values.put(pair.group(1), quoted == null ? pair.group(3) : quoted);
      at = pair.end();
    }
    return values;
  }
}
