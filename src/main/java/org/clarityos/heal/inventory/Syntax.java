package org.clarityos.heal.inventory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;

/** The syntax of the formats that a configuration file may be declared in. */
public final class Syntax {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final ObjectMapper YAML = new YAMLMapper();

  private Syntax() {}

  /**
   * What is wrong with some bytes of a format, as {@code line:column: what}; empty when nothing is.
   */
  public static Optional<String> fault(String format, byte[] bytes) {
    try {
      switch (format) {
        case "json" -> JSON.readTree(bytes);
        case "yaml" -> YAML.readTree(bytes);
        case "properties" -> new Properties().load(new ByteArrayInputStream(bytes));
        default -> {
          // Text has no syntax of its own; the native validator speaks for it.
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : at.getLineNr() + ":" + at.getColumnNr() + ": ";
      return Optional.of(place + e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
