package org.clarityos.heal.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.clarityos.heal.inventory.Component.Configuration;

/** The check of a configuration file: it parses, and its native validator accepts it. */
public final class ConfigurationCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final ObjectMapper YAML = new YAMLMapper();

  private final CommandRunner commands;

  /** A check that runs native validators through a runner. */
  public ConfigurationCheck(CommandRunner commands) {
    this.commands = commands;
  }

  /** What is wrong with a file; empty when nothing is. */
  public Optional<String> fault(Configuration configuration) throws InterruptedException {
    Path file = configuration.path();
    try {
      byte[] bytes = Files.readAllBytes(file);
      switch (configuration.format()) {
        case "json" -> JSON.readTree(bytes);
        case "yaml" -> YAML.readTree(bytes);
        case "properties" -> new Properties().load(new ByteArrayInputStream(bytes));
        default -> {
          // Text has no syntax of its own; the validator speaks for it.
        }
      }
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      return Optional.of(file + place + ": " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return Optional.of(file + ": " + e.getMessage());
    } catch (IOException e) {
      return Optional.of(file + ": it cannot be read: " + e);
    }
    return configuration.validate().isEmpty() ? Optional.empty() : validator(configuration);
  }

  private Optional<String> validator(Configuration configuration) throws InterruptedException {
    List<String> command =
        configuration.validate().stream()
            .map(argument -> argument.replace("{file}", configuration.path().toString()))
            .toList();
    Path directory = Optional.ofNullable(configuration.path().getParent()).orElse(Path.of("/"));
    var result =
        commands.run(
            new CommandRunner.Command(command, "", directory, Map.of(), Optional.empty(), LIMIT));
    return result.exitCode() == 0
        ? Optional.empty()
        : Optional.of(configuration.path() + ": " + command.get(0) + ": " + result.output().trim());
  }
}
