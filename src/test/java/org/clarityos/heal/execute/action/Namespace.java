package org.clarityos.heal.execute.action;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LocalCommands;

/** A network namespace of its own in which commands run: what is done in it reaches nobody. */
final class Namespace implements CommandRunner, AutoCloseable {
  private final CommandRunner commands = new LocalCommands();
  private final String name = "ct-" + UUID.randomUUID().toString().substring(0, 8);

  /** A fresh one, with its loopback up and a pair of interfaces, {@code c0} with 10.9.0.1/24 and {@code c1}. */
  Namespace() throws InterruptedException {
    boolean made = here("ip", "netns", "add", name).exitCode() == 0;
    assumeTrue(
        made || Boolean.getBoolean("clarity.ci"),
        "network namespaces cannot be made here (it needs root and iproute2)");
    ask("ip", "link", "set", "lo", "up");
    ask("ip", "link", "add", "name", "c0", "type", "veth", "peer", "name", "c1");
    ask("ip", "address", "add", "10.9.0.1/24", "dev", "c0");
    ask("ip", "link", "set", "c1", "up");
  }

  /** Runs a program in it; answers what it said. */
  String ask(String... arguments) throws InterruptedException {
    return run(command(List.of(arguments))).output().trim();
  }

  private Result here(String... arguments) throws InterruptedException {
    return commands.run(command(List.of(arguments)));
  }

  private static Command command(List<String> arguments) {
    return new Command(
        arguments, "", Path.of("/"), Map.of(), Optional.empty(), Duration.ofSeconds(10));
  }

  private Command inside(Command command) {
    List<String> arguments = new ArrayList<>(List.of("ip", "netns", "exec", name));
    arguments.addAll(command.arguments());
    return new Command(
        arguments,
        command.user(),
        command.directory(),
        command.environment(),
        command.output(),
        command.timeout());
  }

  @Override
  public Result run(Command command) throws InterruptedException {
    return commands.run(inside(command));
  }

  @Override
  public long launch(Command command) throws IOException {
    return commands.launch(inside(command));
  }

  @Override
  public void close() throws InterruptedException {
    here("ip", "netns", "delete", name);
  }
}
