package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.clarityos.heal.drill.ChangeBench;
import org.clarityos.heal.drill.ManyRules;
import org.clarityos.heal.drill.MemoryBench;
import org.clarityos.heal.drill.PipelineBench;
import org.clarityos.heal.drill.SwapBench;
import org.clarityos.heal.rulepack.PackCheck;
import org.clarityos.heal.rulepack.PackInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench}: measures what {@code docs/benchmarks.md} tells of rule packs. */
@Command(name = "bench", hidden = true, description = "Measures the program on made rule packs.")
final class BenchCommand {
  private static final double SECOND = 1e9;

  @Spec private @Nullable CommandSpec spec;

  @Command(name = "rules", description = "Checks many rules, nothing kept from before.")
  int rules(
      @Option(names = "--packs", defaultValue = "10", description = "how many packs") int packs,
      @Option(names = "--rules", defaultValue = "1000", description = "how many rules") int rules)
      throws IOException {
    Path folder = Files.createTempDirectory("clarity-bench-").resolve("rules");
    ManyRules.write(folder, packs, rules / packs);
    long start = System.nanoTime();
    PackCheck.Report report = PackCheck.check(folder);
    double seconds = (System.nanoTime() - start) / SECOND;
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    report.problems().forEach(out::println);
    out.printf(
        "%d rules in %d packs, checked in %.1f s (%.1f s of CPU since the JVM began): %d problems; they are in %s%n",
        report.rules(), packs, seconds, cpu.toMillis() / 1000.0, report.problems().size(), folder);
    out.flush();
    return report.problems().isEmpty() ? 0 : 1;
  }

  @Command(name = "swap", description = "Swaps a pack again and again under load.")
  int swap(
      @Option(names = "--rate", defaultValue = "5000", description = "observations a second")
          int rate,
      @Option(names = "--facts", defaultValue = "50000", description = "live facts") int facts,
      @Option(names = "--swaps", defaultValue = "100", description = "how often") int swaps,
      @Option(names = "--every", defaultValue = "3", description = "seconds between two swaps")
          int every,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home)
      throws IOException, PackInvalid, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    return new SwapBench(
            home, new SwapBench.Load(rate, facts, swaps, Duration.ofSeconds(every)), out)
        .run();
  }

  @Command(
      name = "pipeline",
      description = "Measures a shard: the engine alone, with the journal, with the audit log.")
  int pipeline(
      @Option(names = "--rules", defaultValue = "100", description = "how many rules at least")
          int rules,
      @Option(names = "--components", defaultValue = "1000", description = "how many components")
          int components,
      @Option(
              names = "--observations",
              defaultValue = "400000",
              description = "how many observations one measurement takes")
          int observations,
      @Option(names = "--rounds", defaultValue = "5", description = "how often each is measured")
          int rounds,
      @Option(
              names = "--rate",
              defaultValue = "2000",
              description = "observations a second at which decisions are timed")
          int rate,
      @Option(
              names = "--database",
              defaultValue = "h2",
              description = "h2, or postgresql: a disposable one of the packaged program")
          String database,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home)
      throws IOException, PackInvalid, InterruptedException {
    new PipelineBench(
            home,
            new PipelineBench.Load(rules, components, observations, rounds, rate, database),
            Objects.requireNonNull(spec).commandLine().getOut())
        .run();
    return 0;
  }

  @Command(
      name = "memory",
      description = "Measures what a shard keeps while it takes many observations.")
  int memory(
      @Option(names = "--components", defaultValue = "1000", description = "how many components")
          int components,
      @Option(
              names = "--observations",
              defaultValue = "10000000",
              description = "how many observations")
          long observations,
      @Option(
              names = "--every",
              defaultValue = "1000000",
              description = "after so many it is measured")
          long every,
      @Option(
              names = "--rate",
              defaultValue = "1000",
              description = "observations a second of the session's time")
          int rate,
      @Option(
              names = "--database",
              defaultValue = "h2",
              description = "h2, or postgresql: a disposable one of the packaged program")
          String database,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home)
      throws IOException, PackInvalid, InterruptedException {
    return new MemoryBench(
            home,
            new MemoryBench.Load(components, observations, every, rate, database),
            Objects.requireNonNull(spec).commandLine().getOut())
        .run();
  }

  @Command(
      name = "change",
      description = "Changes one rule of a running service, and says how soon it is active.")
  int change(
      @Option(names = "--times", defaultValue = "5", description = "how often") int times,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home)
      throws IOException, InterruptedException {
    ChangeBench.run(home, times, System.out);
    return 0;
  }
}
