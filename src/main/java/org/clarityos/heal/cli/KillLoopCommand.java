package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Callable;
import org.clarityos.heal.drill.KillLoop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code kill-loop}: kills the service at random moments of drills and counts on the patient what came of it. */
@Command(
    name = "kill-loop",
    description = "Kills the service at random moments while it heals, and counts what came of it.")
final class KillLoopCommand implements Callable<Integer> {
  @Option(names = "--kills", description = "how often")
  private int kills = 20;

  @Option(names = "--without", description = "how many crashes come first without a kill")
  private int without = 10;

  @Option(
      names = "--database",
      description =
          "h2, or postgresql: a disposable one from the package that is installed; default: h2")
  private String database = "h2";

  @Option(names = "--seed", description = "the seed of the random moments")
  private long seed = 1;

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new KillLoop(home, Clock.systemUTC(), new Random(seed))
        .run(kills, without, database, System.out);
  }
}
