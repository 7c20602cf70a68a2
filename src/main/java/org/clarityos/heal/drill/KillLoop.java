package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** A loop that kills the program under test at random moments of its work, and counts on the patient what it did. */
public final class KillLoop {
  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration WELL = Duration.ofSeconds(60);
  private static final Duration APART = Duration.ofSeconds(8);
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
   * Crashes the patient, kills the service while it heals, starts it again, and looks that the patient was started
   * exactly once.
   *
   * @return 0 when nothing was lost, nothing was done twice, the audit log verifies and a replay of the journal fires the
   *     same rules
   */
  public int run(int kills, PrintStream out) throws IOException, InterruptedException {
    int lost = 0;
    int twice = 0;
    try (Site site = Site.open(launcher);
        ServiceProcess service = ServiceProcess.start(site);
        Prober prober = new Prober(site.question(Part.APP), ASK, clock)) {
      for (int kill = 1; kill <= kills; kill++) {
        Await.until(WELL, () -> prober.rightSince().isPresent() && service.api().quiet());
        Await.pause(APART);
        int starts = kill(site, service, prober);
        lost += starts < 1 ? 1 : 0;
        twice += starts > 1 ? 1 : 0;
        out.printf("kill %d: the patient was started %d times%n", kill, starts);
        if (starts != 1) {
          out.println("  what was seen is kept in " + service.keepEvidence("kill-" + kill));
        }
      }
      Optional<String> fault = service.replay(out);
      out.printf(
          "%d kills: %d lost, %d done twice, the audit log is %s%n",
          kills, lost, twice, fault.map(found -> "damaged: " + found).orElse("whole"));
      return lost + twice == 0 && fault.isEmpty() ? 0 : 1;
    }
  }

  /** One crash of the patient with one kill of the service; answers how often the patient was started. */
  private int kill(Site site, ServiceProcess service, Prober prober)
      throws IOException, InterruptedException {
    int before = site.starts();
    prober.restart();
    long injected = clock.millis();
    FaultList.kill(site, Part.APP);
    Await.pause(Duration.ofMillis(random.nextInt(LATEST_KILL_MILLIS)));
    service.killAndRestart(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
    boolean well =
        Await.until(
            WELL,
            () -> {
              service.api().approve(injected);
              return prober.recoveredAt().isPresent() && service.api().quiet();
            });
    int starts = site.starts() - before;
    if (!well) {
      site.makeWell();
      return 0;
    }
    return starts;
  }
}
