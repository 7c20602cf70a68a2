package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.inventory.Component.Configuration;
import org.clarityos.heal.inventory.Syntax;

/** The check of a configuration file: it parses, and its native validator accepts it. */
public final class ConfigurationCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** How long a validator's yes is believed for the same bytes: a verification looks many times a second. */
  private static final long BELIEVED_NANOS = Duration.ofSeconds(60).toNanos();

  private final CommandRunner commands;
  private final Map<Path, Accepted> accepted = new ConcurrentHashMap<>();

  private record Accepted(String hash, long at) {}

  /** A check that runs native validators through a runner. */
  public ConfigurationCheck(CommandRunner commands) {
    this.commands = commands;
  }

  /** What is wrong with a file; empty when nothing is. */
  public Optional<String> fault(Configuration configuration) throws InterruptedException {
    Path file = configuration.path();
    String hash;
    try {
      byte[] bytes = Files.readAllBytes(file);
      hash = Ids.sha256(bytes);
      Optional<String> fault = Syntax.fault(configuration.format(), bytes);
      if (fault.isPresent()) {
        return Optional.of(file + ":" + fault.get());
      }
    } catch (IOException e) {
      return Optional.of(file + ": it cannot be read: " + e);
    }
    Accepted before = accepted.get(file);
    if (configuration.validate().isEmpty()
        || (before != null
            && before.hash().equals(hash)
            && System.nanoTime() - before.at() < BELIEVED_NANOS)) {
      return Optional.empty();
    }
    Optional<String> fault = validator(configuration);
    if (fault.isEmpty()) {
      accepted.put(file, new Accepted(hash, System.nanoTime()));
    }
    return fault;
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
