package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A loop that kills the program under test at random moments of its work, and counts on the patient what it did. */
public final class KillLoop {
  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration WELL = Duration.ofSeconds(60);
  private static final Duration APART = Duration.ofSeconds(8);
  private static final double LEAST_SHARE = 0.95;
  private static final int LATEST_KILL_MILLIS = 1500;
  private static final int LONGEST_PAUSE_MILLIS = 500;
  private final Launcher launcher;
  private final Clock clock;
  private final Random random;

  /** A loop over the program that is built in a folder, at the moments that a source of chance says. */
  public KillLoop(Path home, Clock clock, Random random) {
    this.launcher = new Launcher(home);
    this.clock = clock;
    this.random = random;
  }

  /**
   * What was counted over some rounds.
   *
   * @param rounds how often the patient was crashed
   * @param healed how often it was well again, started exactly once
   * @param lost how often nobody started it
   * @param twice how often it was started more than once
   * @param running how many plans had not ended when all was quiet
   */
  private record Count(int rounds, int healed, int lost, int twice, int running) {
    Count plus(int starts, int left) {
      return new Count(
          rounds + 1,
          healed + (starts == 1 ? 1 : 0),
          lost + (starts < 1 ? 1 : 0),
          twice + (starts > 1 ? 1 : 0),
          running + left);
    }

    double share() {
      return rounds == 0 ? 1 : (double) healed / rounds;
    }

    @Override
    public String toString() {
      return "%d healed, %d lost, %d done twice, %d plans left running"
          .formatted(healed, lost, twice, running);
    }
  }

  /**
   * Crashes the patient, some times for comparison and then with a kill of the service while it heals, starts that again,
   * and looks that the patient was started exactly once.
   *
   * @param without how many crashes come first without a kill
   * @param database {@code h2} or {@code postgresql}
   * @return 0 when nothing was lost, nothing was done twice, no plan is left running, of those that heal without kills
   *     {@value #LEAST_SHARE} heal with them, the audit log verifies and a replay of the journal fires the same rules
   */
  public int run(int kills, int without, String database, PrintStream out)
      throws IOException, InterruptedException {
    try (DrillDatabase store = DrillDatabase.open(database);
        Site site = Site.open(launcher);
        ServiceProcess service = ServiceProcess.start(site, store.environment());
        Prober prober = new Prober(site.question(Part.APP), ASK, clock)) {
      Round round = new Round(site, service, prober, out);
      Count calm = round.many("without a kill", without, false);
      Count killed = round.many("kill", kills, true);
      Optional<String> fault = service.replay(out);
      double share = calm.share() == 0 ? 0 : killed.share() / calm.share();
      out.printf("%d crashes without kills on %s: %s%n", without, database, calm);
      out.printf(
          "%d kills on %s: %s; %.1f %% of those that heal without; the audit log is %s%n",
          kills,
          database,
          killed,
          100 * share,
          fault.map(found -> "damaged: " + found).orElse("whole"));
      boolean right = killed.lost() + killed.twice() + killed.running() == 0;
      return right && share >= LEAST_SHARE && fault.isEmpty() ? 0 : 1;
    }
  }

  /** A crash of the patient, again and again. */
  private final class Round {
    private final Site site;
    private final ServiceProcess service;
    private final Prober prober;
    private final PrintStream out;

    Round(Site site, ServiceProcess service, Prober prober, PrintStream out) {
      this.site = site;
      this.service = service;
      this.prober = prober;
      this.out = out;
    }

    Count many(String name, int times, boolean kills) throws IOException, InterruptedException {
      Count count = new Count(0, 0, 0, 0, 0);
      for (int time = 1; time <= times; time++) {
        Await.until(WELL, this::well);
        long from = clock.millis();
        int starts = crash(from, kills);
        int left = running(from);
        count = count.plus(starts, left);
        out.printf("%s %d: the patient was started %d times%n", name, time, starts);
        if (starts != 1 || left > 0) {
          out.println("  what was seen is kept in " + service.keepEvidence("kill-" + time, from));
        }
      }
      return count;
    }

    private boolean well() throws IOException, InterruptedException {
      return prober.rightSince().isPresent() && service.api().quiet();
    }

    /**
     * One crash of the patient; answers how often it was started until it had been left alone for a while, or 0 when it did
     * not come back.
     */
    private int crash(long injected, boolean kill) throws IOException, InterruptedException {
      int before = site.starts();
      prober.restart();
      FaultList.kill(site, Part.APP);
      if (kill) {
        Await.pause(Duration.ofMillis(random.nextInt(LATEST_KILL_MILLIS)));
        service.killAndRestart(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
      }
      boolean well =
          Await.until(
              WELL,
              () -> {
                service.api().approve(injected);
                return prober.recoveredAt().isPresent() && service.api().quiet();
              });
      Await.pause(APART);
      if (!well || !Await.until(WELL, this::well)) {
        site.makeWell();
        return 0;
      }
      return site.starts() - before;
    }

    /** How many plans that were started since have not ended, as the audit log tells. */
    private int running(long since) throws IOException, InterruptedException {
      Set<String> plans = new HashSet<>();
      for (JsonNode record : service.api().audit(since)) {
        String plan = record.path("body").path("plan").asText();
        if (record.path("kind").asText().equals("execution")) {
          plans.add(plan);
        } else if (record.path("kind").asText().equals("outcome")) {
          plans.remove(plan);
        }
      }
      return plans.size();
    }
  }
}
