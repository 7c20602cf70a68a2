package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.yaml.YamlInvalid;

/** The runs of drills: a fresh site and service for each drill, used again for its runs while they pass. */
public final class DrillRunner {
  /** Between two faults: closer ones would be taken for a crash loop, rightly. */
  private static final Duration APART = Duration.ofSeconds(8);

  private final Launcher launcher;
  private final Clock clock;
  private final boolean replay;

  /**
   * A runner of the program that is built in a folder, with the drills beside its rules.
   *
   * @param replay whether the journal of each service is replayed in a new JVM when its runs are done
   */
  public DrillRunner(Path home, Clock clock, boolean replay) {
    this.launcher = new Launcher(home);
    this.clock = clock;
    this.replay = replay;
  }

  /** The names of all drills. */
  public List<String> names() throws YamlInvalid {
    return drills().stream().map(Drill::name).toList();
  }

  private List<Drill> drills() throws YamlInvalid {
    return DrillFiles.read(launcher.home().resolve("rules"));
  }

  /**
   * Runs drills, all of them when none is named, prints the table and writes each result as a line of JSON.
   *
   * @return 0 when all that could run came out as expected
   * @throws YamlInvalid when a drill may not be run
   */
  public int run(List<String> names, int times, Path outJson, PrintStream out)
      throws IOException, YamlInvalid, InterruptedException {
    List<Drill> chosen = new ArrayList<>();
    for (Drill drill : drills()) {
      if (names.isEmpty() || names.contains(drill.name())) {
        chosen.add(drill);
      }
    }
    for (String name : names) {
      if (chosen.stream().noneMatch(drill -> drill.name().equals(name))) {
        out.println("There is no drill " + name + "; there are " + String.join(", ", names()));
        return 2;
      }
    }
    List<Result> results = new ArrayList<>();
    Ledger ledger = new Ledger(outJson);
    for (Drill drill : chosen) {
      for (Result result : run(drill, times, out)) {
        results.add(result);
        ledger.append(result);
      }
    }
    ResultTable.print(results, out);
    return results.stream().anyMatch(r -> r.verdict() == Result.Verdict.FAILED) ? 1 : 0;
  }

  private List<Result> run(Drill drill, int times, PrintStream out)
      throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    while (results.size() < times) {
      try (Site site = Site.open(launcher)) {
        Optional<String> missing = new DrillRun(drill, site, new ServiceApi(0), clock).missing();
        if (missing.isPresent()) {
          Result skipped = Result.skipped(drill, missing.get());
          ResultTable.line(skipped, out);
          return List.of(skipped);
        }
        try (ServiceProcess service = ServiceProcess.start(site)) {
          series(drill, times, service, results, out);
          if (replay) {
            service
                .replay(out)
                .map(fault -> Result.broken(drill, clock.millis(), "the replay differs: " + fault))
                .ifPresent(
                    differs -> {
                      ResultTable.line(differs, out);
                      results.add(differs);
                    });
          }
        }
      }
    }
    return results;
  }

  private void series(
      Drill drill, int times, ServiceProcess service, List<Result> results, PrintStream out)
      throws IOException, InterruptedException {
    long last = 0;
    do {
      Await.pause(Duration.ofMillis(Math.max(0, last + APART.toMillis() - clock.millis())));
      last = clock.millis();
      Result result;
      try {
        result = new DrillRun(drill, service.site(), service.api(), clock).run();
      } catch (IOException e) {
        result = Result.broken(drill, last, String.valueOf(e.getMessage()));
      }
      ResultTable.line(result, out);
      results.add(result);
    } while (results.size() < times && passed(results));
    if (!passed(results)) {
      out.println("  what was seen is kept in " + service.keepEvidence(drill.name()));
    }
  }

  private static boolean passed(List<Result> results) {
    return results.get(results.size() - 1).verdict() == Result.Verdict.PASSED;
  }
}
