package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.inventory.InventoryLoader;
import org.junit.jupiter.api.Test;

/** Sites, faults and the prober, with real processes and without the program under test. */
class SiteTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final Launcher launcher = new Launcher(Path.of("."));

  @Test
  void proberSeesCrashAndRecoveryByHand() throws Exception {
    try (Site site = Site.open(launcher);
        Prober prober =
            new Prober(site.question(Part.APP), Duration.ofMillis(20), Clock.systemUTC())) {
      assertThat(Await.until(LIMIT, () -> prober.rightSince().isPresent())).isTrue();
      prober.restart();
      int starts = site.starts();
      FaultList.kill(site, Part.APP);
      assertThat(Await.until(LIMIT, () -> prober.failedAt().isPresent())).isTrue();
      assertThat(prober.recoveredAt()).isEmpty();
      site.start(Part.APP);
      assertThat(Await.until(LIMIT, () -> prober.recoveredAt().isPresent())).isTrue();
      assertThat(prober.failures()).isPositive();
      assertThat(site.starts()).isEqualTo(starts + 1);
    }
  }

  @Test
  void inventoryOfTheSiteIsOneThatTheProgramTakes() throws Exception {
    try (Site site = Site.open(launcher)) {
      Inventory inventory = InventoryLoader.load(site.files().inventory());
      assertThat(inventory.components()).extracting(c -> c.id()).contains("service:app");
    }
  }

  @Test
  void nothingIsLeftOfAClosedSite() throws Exception {
    Site site = Site.open(launcher);
    Path folder = site.folder();
    assertThat(Spawn.naming(folder)).isNotEmpty();
    site.close();
    assertThat(Await.until(LIMIT, () -> Spawn.naming(folder).isEmpty())).isTrue();
    assertThat(folder).doesNotExist();
  }

  @Test
  void dependencyThatIsDownMakesTheAppAnswerWithErrors() throws Exception {
    try (Site site = Site.open(launcher)) {
      assumeTrue(site.missing(Part.REDIS).isEmpty(), () -> site.missing(Part.REDIS).orElse(""));
      long app = site.pid(Part.APP).orElseThrow();
      FaultList.kill(site, Part.REDIS);
      assertThat(Await.until(LIMIT, () -> !site.question(Part.APP).answeredRightly())).isTrue();
      assertThat(site.pid(Part.APP)).contains(app);
    }
  }

  @Test
  void poisonedAppIsStartedAgainAndAgainByItsKeeper() throws Exception {
    try (Site site = Site.open(launcher)) {
      int starts = site.starts();
      Fault.Aftermath keeper = new ConfigurationFaults.Poison().inject(site, Part.APP);
      assertThat(Await.until(LIMIT, () -> site.starts() >= starts + 3)).isTrue();
      keeper.end();
    }
  }

  @Test
  void pidFileOfAnInnocentKeepsTheAppFromStartingAndTheInnocentLives() throws Exception {
    try (Site site = Site.open(launcher)) {
      Fault.Aftermath aftermath = new ProcessFaults.StalePidFile().inject(site, Part.APP);
      Path log = site.folder().resolve("second.log");
      Process second = Spawn.start(site.files().start(Part.APP), log);
      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(Files.readString(log)).contains("names a living process");
      aftermath.end();
    }
  }

  @Test
  void corruptStateIsSeenOnlyByWhoReadsTheAnswer() throws Exception {
    try (Site site = Site.open(launcher)) {
      FaultList.ALL.get("corrupt-state").inject(site, Part.APP);
      int port = site.ports().app();
      assertThat(site.question(Part.APP).answeredRightly()).isFalse();
      assertThat(Question.page(port, "gibberish", LIMIT).answeredRightly()).isTrue();
    }
  }
}
