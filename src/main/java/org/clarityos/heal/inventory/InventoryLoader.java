package org.clarityos.heal.inventory;

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
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The loader of {@code clarity.yaml}: strict, relative paths against the file's folder. */
public final class InventoryLoader {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private InventoryLoader() {}

  /**
   * Loads an inventory.
   *
   * @throws InventoryInvalid when the file cannot be read or says something that an inventory cannot say
   */
  public static Inventory load(Path file) throws InventoryInvalid {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Inventory inventory =
          mapper(folder == null ? Path.of("/") : folder)
              .readValue(Files.readString(file), Inventory.class);
      check(file, inventory);
      return inventory;
    } catch (JsonProcessingException e) {
      throw new InventoryInvalid(file + place(e.getLocation()) + ": " + words(e));
    } catch (IOException e) {
      throw new InventoryInvalid(file + ": it cannot be read: " + e.getMessage());
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

  private static String place(JsonLocation at) {
    return at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  private static String words(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "\""
          + unknown.getPropertyName()
          + "\" is not known here; known are "
          + new java.util.TreeSet<>(
              unknown.getKnownPropertyIds().stream().map(String::valueOf).toList());
    }
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException
        ? String.valueOf(cause.getMessage())
        : e.getOriginalMessage();
  }

  private static void check(Path file, Inventory inventory) throws InventoryInvalid {
    if (inventory.tenant() == null || inventory.site() == null || inventory.host() == null) {
      throw new InventoryInvalid(file + ":1:1: tenant, site and host must be said");
    }
    Set<String> known = new HashSet<>();
    for (Component component : inventory.components()) {
      if (!known.add(component.id())) {
        throw new InventoryInvalid(
            find(file, component.id()) + "component " + component.id() + " is declared twice");
      }
    }
    for (Component component : inventory.components()) {
      for (String needed : component.dependsOn()) {
        if (!needed.contains("/") && !known.contains(needed)) {
          throw new InventoryInvalid(
              find(file, needed) + component.id() + " depends on \"" + needed
                  + "\", which is not declared; declared are " + new java.util.TreeSet<>(known));
        }
      }
    }
  }

  private static String find(Path file, String text) {
    try {
      int line = 0;
      int column = 0;
      int number = 1;
      for (String content : Files.readAllLines(file)) {
        if (content.contains(text)) {
          line = number;
          column = content.indexOf(text) + 1;
        }
        number++;
      }
      return file + ":" + line + ":" + column + ": ";
    } catch (IOException e) {
      return file + ": ";
    }
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
    public Path deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return folder.resolve(parser.getText()).normalize();
    }
  }
}
