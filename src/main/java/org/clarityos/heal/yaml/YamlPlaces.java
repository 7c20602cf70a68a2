package org.clarityos.heal.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The places of a YAML file's values, by JSON pointer, such as {@code /3/then/0/at}. */
public final class YamlPlaces {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Path file;
  private final Map<String, JsonLocation> places = new HashMap<>();

  private YamlPlaces(Path file) {
    this.file = file;
  }

  /** The places of a file; of one that cannot be read none is known. */
  public static YamlPlaces of(Path file) {
    YamlPlaces places = new YamlPlaces(file);
    try (JsonParser parser = YAML.createParser(Files.readString(file))) {
      places.read(parser);
    } catch (IOException e) {
      // Whoever asks for places has read the file, or tells that it cannot be read.
      places.places.clear();
    }
    return places;
  }

  private void read(JsonParser parser) throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (!token.isStructEnd()) {
        places.putIfAbsent(
            parser.getParsingContext().pathAsPointer().toString(), parser.currentTokenLocation());
      }
    }
  }

  /** A problem with a value, or with the nearest one around it that is there. */
  public Problem problem(String pointer, String message) {
    String at = pointer;
    while (!places.containsKey(at) && at.contains("/")) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    JsonLocation place = places.get(at);
    return place == null
        ? new Problem(file, 0, 0, message)
        : new Problem(file, place.getLineNr(), place.getColumnNr(), message);
  }
}
