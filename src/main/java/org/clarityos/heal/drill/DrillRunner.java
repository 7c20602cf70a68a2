package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The runs of drills: a fresh site and service for each drill, used again for its runs while they
 * pass.
 */
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
      for (Result result : runs(Collections.nCopies(times, drill), out)) {
        results.add(result);
        ledger.append(result);
      }
    }
    ResultTable.print(results, out);
    return results.stream().anyMatch(r -> r.verdict() == Result.Verdict.FAILED) ? 1 : 0;
  }

  /**
   * Runs drills one after the other on one site, watched by one service; after one that fails the
   * rest get fresh ones.
   *
   * @throws YamlInvalid when a drill may not be run
   */
  List<Result> together(List<String> names, PrintStream out)
      throws IOException, YamlInvalid, InterruptedException {
    List<Drill> all = drills();
    List<Drill> chosen = new ArrayList<>();
    for (String name : names) {
      all.stream().filter(drill -> drill.name().equals(name)).forEach(chosen::add);
    }
    return runs(chosen, out);
  }

  private List<Result> runs(List<Drill> drills, PrintStream out)
      throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    while (results.size() < drills.size()) {
      try (Site site = Site.open(launcher)) {
        results.addAll(skipped(drills.subList(results.size(), drills.size()), site, out));
        if (results.size() < drills.size()) {
          onOneSite(drills, site, results, out);
        }
      }
    }
    return results;
  }

  /** The drills that come next and cannot run here, as results. */
  private List<Result> skipped(List<Drill> drills, Site site, PrintStream out) throws IOException {
    List<Result> skipped = new ArrayList<>();
    for (Drill drill : drills) {
      Optional<String> missing = new DrillRun(drill, site, new ServiceApi(0, ""), clock).missing();
      if (missing.isEmpty()) {
        break;
      }
      skipped.add(Result.skipped(drill, missing.get()));
      ResultTable.line(skipped.get(skipped.size() - 1), out);
    }
    return skipped;
  }

  private void onOneSite(List<Drill> drills, Site site, List<Result> results, PrintStream out)
      throws IOException, InterruptedException {
    try (ServiceProcess service = ServiceProcess.start(site)) {
      Drill last = series(drills, service, results, out);
      if (replay) {
        service
            .replay(out)
            .map(fault -> Result.broken(last, clock.millis(), "the replay differs: " + fault))
            .ifPresent(
                differs -> {
                  ResultTable.line(differs, out);
                  results.set(results.size() - 1, differs);
                });
      }
    }
  }

  /** Runs drills until one fails or none is left; answers the last that ran. */
  private Drill series(
      List<Drill> drills, ServiceProcess service, List<Result> results, PrintStream out)
      throws IOException, InterruptedException {
    long last = 0;
    Drill drill = drills.get(results.size());
    boolean passed = true;
    while (passed && results.size() < drills.size()) {
      List<Result> skipped =
          skipped(drills.subList(results.size(), drills.size()), service.site(), out);
      results.addAll(skipped);
      if (results.size() == drills.size()) {
        break;
      }
      drill = drills.get(results.size());
      Await.pause(Duration.ofMillis(Math.max(0, last + APART.toMillis() - clock.millis())));
      last = clock.millis();
      Result result = run(drill, service, last);
      passed = result.verdict() == Result.Verdict.PASSED;
      ResultTable.line(result, out);
      results.add(result);
    }
    if (!passed) {
      out.println("  what was seen is kept in " + service.keepEvidence(drill.name(), 0));
    }
    return drill;
  }

  private Result run(Drill drill, ServiceProcess service, long at) throws InterruptedException {
    try {
      return new DrillRun(drill, service.site(), service.api(), clock).run();
    } catch (IOException e) {
      return Result.broken(drill, at, String.valueOf(e.getMessage()));
    }
  }
}
