package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.inventory.Component.Configuration;
import org.clarityos.heal.inventory.Syntax;

/** The check of a configuration file: it parses, and its native validator accepts it. */
public final class ConfigurationCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final CommandRunner commands;

  /** A check that runs native validators through a runner. */
  public ConfigurationCheck(CommandRunner commands) {
    this.commands = commands;
  }

  /** What is wrong with a file; empty when nothing is. */
  public Optional<String> fault(Configuration configuration) throws InterruptedException {
    Path file = configuration.path();
    try {
      Optional<String> fault = Syntax.fault(configuration.format(), Files.readAllBytes(file));
      if (fault.isPresent()) {
        return Optional.of(file + ":" + fault.get());
      }
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
