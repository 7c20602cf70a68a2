package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.clarityos.heal.drill.DrillRunner;
import org.clarityos.heal.yaml.YamlInvalid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code drill}: injects real faults into disposable patients and says what came of it. */
@Command(name = "drill", description = "Runs drills, all of them when none is named.")
final class DrillCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "the drills to run")
  private List<String> names = List.of();

  @Option(names = "--times", description = "how often each")
  private int times = 1;

  @Option(
      names = "--replay",
      description = "replay the journal in a new JVM when a drill's runs are done")
  private boolean replay;

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Option(
      names = "--out",
      defaultValue = "${env:CLARITY_HOME:-.}/target/drills.jsonl",
      description = "where each result is appended as a line of JSON")
  private Path out = Path.of("drills.jsonl");

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return new DrillRunner(home, Clock.systemUTC(), replay).run(names, times, out, System.out);
    } catch (YamlInvalid e) {
      System.out.println(e.getMessage());
      return 2;
    }
  }
}
