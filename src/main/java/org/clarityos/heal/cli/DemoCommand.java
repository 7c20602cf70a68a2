package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.clarityos.heal.drill.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code demo}: breaks three real things and heals them, telling the story. */
@Command(name = "demo", description = "Breaks three real things and heals them, telling the story.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new Demo(home, Clock.systemUTC()).run(System.out);
  }
}
