package org.clarityos.heal.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reader of YAML files into records: durations read {@code 250ms}, relative paths go from the
 * file's folder.
 */
public final class StrictYaml {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private StrictYaml() {}

  /**
   * Reads a file into a record.
   *
   * @throws YamlInvalid when the file cannot be read or does not say what the record needs
   */
  public static <T> T read(Path file, Class<T> type) throws YamlInvalid {
    Path folder = file.toAbsolutePath().getParent();
    try {
      T read =
          mapper(folder == null ? Path.of("/") : folder).readValue(Files.readString(file), type);
      if (read == null) {
        throw new YamlInvalid(new Problem(file, 1, 1, "the file is empty"));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new YamlInvalid(problem(file, e));
    } catch (IOException e) {
      throw new YamlInvalid(new Problem(file, 0, 0, "it cannot be read: " + e.getMessage()));
    }
  }

  private static YAMLMapper mapper(Path folder) {
    SimpleModule module = new SimpleModule();
    module.addDeserializer(Duration.class, new DurationReader());
    module.addDeserializer(Path.class, new PathReader(folder));
    return YAMLMapper.builder()
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .addModule(new Jdk8Module())
        .addModule(module)
        .build();
  }

  private static Problem problem(Path file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    if (at == null) {
      return new Problem(file, 0, 0, words(e));
    }
    return e instanceof UnrecognizedPropertyException unknown
        ? key(file, unknown.getPropertyName(), at, words(e))
        : new Problem(file, at.getLineNr(), at.getColumnNr(), words(e));
  }

  /** The last place of a key up to a line: an unknown key is only reported where its object ends. */
  private static Problem key(Path file, String key, JsonLocation end, String words) {
    Pattern pattern = Pattern.compile("(?<![\\w-])[\"']?" + Pattern.quote(key) + "[\"']?\\s*:");
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = Math.min(end.getLineNr(), lines.size()) - 1; i >= 0; i--) {
        Matcher matcher = pattern.matcher(lines.get(i));
        if (matcher.find()) {
          return new Problem(file, i + 1, matcher.start() + 1, words);
        }
      }
    } catch (IOException e) {
      return new Problem(file, 0, 0, words);
    }
    return new Problem(file, end.getLineNr(), end.getColumnNr(), words);
  }

  private static String words(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      var known = unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
      return "\""
          + unknown.getPropertyName()
          + "\" is not known here; known are "
          + new TreeSet<>(known);
    }
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException
        ? String.valueOf(cause.getMessage())
        : e.getOriginalMessage();
  }

  private static final class DurationReader extends JsonDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      Matcher matcher = DURATION.matcher(text);
      if (!matcher.matches()) {
        throw new com.fasterxml.jackson.databind.JsonMappingException(
            parser, "\"" + text + "\" is not a duration; write 250ms, 5s, 2m or 1h");
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
  }

  private static final class PathReader extends JsonDeserializer<Path> {
    private final Path folder;

    PathReader(Path folder) {
      this.folder = folder;
    }

    @Override
    public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return folder.resolve(parser.getText()).normalize();
    }
  }
}
