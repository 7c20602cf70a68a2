package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.execute.Brakes;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.testing.FaultRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a whole service when what it stands on fails while a patient is ill. Without its database nothing is
 * done, and once that is back the patient is healed, once. A clock that jumps changes nothing.
 */
class ServiceFaultIT {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Path FAKE_CLOCK =
      Path.of(
          "/usr/lib",
          System.getProperty("os.arch").equals("aarch64")
              ? "aarch64-linux-gnu"
              : "x86_64-linux-gnu",
          "faketime/libfaketimeMT.so.1");
  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration AWAY = Duration.ofSeconds(6);
  private static final Duration WELL = Duration.ofSeconds(90);

  @TempDir Path folder;

  @FaultRow(
      fault = "The disk under the database is full",
      made = "a small filesystem, filled while a patient is ill",
      ends = "nothing is done without a record; with space again the patient is healed, once")
  @Test
  void a_full_disk_under_the_database_stops_all_doing_and_space_lets_it_go_on() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    List<String> mount =
        List.of("mount", "-t", "tmpfs", "-o", "size=24m", "clarity-test", disk.toString());
    assumeTrue(
        Spawn.run(mount, folder.resolve("mount.log")) == 0 || Boolean.getBoolean("clarity.ci"),
        "a filesystem cannot be mounted here (it needs root)");
    try {
      Path filler = disk.resolve("filler");
      String url =
          "jdbc:h2:file:"
              + disk.resolve("clarity")
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
              + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
      healedOnceItIsBack(
          Map.of("QUARKUS_DATASOURCE_H2_JDBC_URL", url),
          () -> fill(filler),
          () -> Files.delete(filler));
    } finally {
      Spawn.run(List.of("umount", "-l", disk.toString()), folder.resolve("mount.log"));
    }
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @FaultRow(
      fault = "The database goes and comes back",
      made = "PostgreSQL is stopped while a patient is ill, and started again",
      ends =
          "nothing is done without a record; with the database again the patient is healed, once")
  @Test
  void a_database_that_goes_and_comes_back_is_waited_for() throws Exception {
    int port = Ports.one();
    EmbeddedPostgres[] database = {postgres(port)};
    try {
      healedOnceItIsBack(on(port), () -> database[0].close(), () -> database[0] = postgres(port));
    } finally {
      database[0].close();
    }
  }

  @FaultRow(
      fault = "The database hangs, and comes to itself",
      made = "PostgreSQL's processes are frozen while a patient is ill, and thawed",
      ends =
          "commits whose answer did not come are looked up, not repeated; with the database again the patient is healed,"
              + " once")
  @Test
  void a_database_that_hangs_is_waited_for() throws Exception {
    int port = Ports.one();
    try (EmbeddedPostgres database = postgres(port)) {
      Map<String, String> impatient = new HashMap<>(on(port));
      impatient.compute("QUARKUS_DATASOURCE_PG_JDBC_URL", (key, url) -> url + "?socketTimeout=2");
      healedOnceItIsBack(impatient, () -> signal("-STOP"), () -> signal("-CONT"));
    }
  }

  /** Sends all of the database's processes a signal. */
  private void signal(String name) throws Exception {
    long first =
        Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(0));
    ProcessHandle postmaster = ProcessHandle.of(first).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", name, Long.toString(first)));
    postmaster.descendants().forEach(child -> command.add(Long.toString(child.pid())));
    assertThat(Spawn.run(command, folder.resolve("kill.log"))).isZero();
  }

  @Test
  void a_brake_pulled_while_the_database_is_away_holds_until_it_is_released() throws Exception {
    int port = Ports.one();
    EmbeddedPostgres[] database = {postgres(port)};
    try (Site site = Site.open(new Launcher(HOME));
        ServiceProcess service = ServiceProcess.start(site, on(port));
        Prober prober = new Prober(site.question(Part.APP), ASK, Clock.systemUTC())) {
      awaitWell(prober, service, "before");
      int before = site.starts();
      Brakes brakes = new Brakes(site.folder().resolve("data/brake"), Clock.systemUTC());
      database[0].close();
      long hour = Clock.systemUTC().millis() + Duration.ofHours(1).toMillis();
      brakes.pull(new Brake("", "night", hour, "ann"));
      FaultList.kill(site, Part.APP);
      Await.pause(AWAY);
      database[0] = postgres(port);
      assertThat(Await.until(WELL, () -> service.api().ready())).as("ready again").isTrue();
      Await.pause(AWAY);
      assertThat(site.starts() - before).as("starts under the brake").isZero();
      assertThat(service.api().quiet()).as("nothing is ill").isFalse();
      brakes.release("", "ben");
      Await.until(WELL, () -> site.starts() > before);
      awaitWell(prober, service, "released");
      assertThat(site.starts() - before).as("starts").isEqualTo(1);
    } finally {
      database[0].close();
    }
  }

  private static Map<String, String> on(int port) {
    return Map.of(
        "QUARKUS_PROFILE",
        "prod,pg",
        "QUARKUS_DATASOURCE_PG_JDBC_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "QUARKUS_DATASOURCE_PG_USERNAME",
        "postgres",
        "QUARKUS_DATASOURCE_PG_PASSWORD",
        "postgres");
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @FaultRow(
      fault = "The clock jumps by an hour while a plan runs",
      made = "forward and back",
      ends = "the plan goes on as if it had not; the audit log is whole, a replay the same")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"+3600", "-3600"})
  void a_clock_that_jumps_by_an_hour_while_a_plan_runs_changes_nothing(String jump)
      throws Exception {
    assumeTrue(
        Files.exists(FAKE_CLOCK) || Boolean.getBoolean("clarity.ci"),
        "no clock can be set back here: " + FAKE_CLOCK + " (package libfaketime) is missing");
    Path clock = Files.writeString(folder.resolve("clock"), "+0");
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD",
            FAKE_CLOCK.toString(),
            "FAKETIME_TIMESTAMP_FILE",
            clock.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            // With the fix, timed waits on the monotonic clock return at once, and every thread
            // spins.
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
    try (Site site = Site.open(new Launcher(HOME));
        ServiceProcess service = ServiceProcess.start(site, environment);
        Prober prober = new Prober(site.question(Part.APP), ASK, Clock.systemUTC())) {
      awaitWell(prober, service, "before");
      int before = site.starts();
      FaultList.kill(site, Part.APP);
      assertThat(Await.until(WELL, () -> site.starts() > before)).as("started").isTrue();
      Files.writeString(clock, jump);
      awaitWell(prober, service, "after the jump");
      assertThat(service.replay(new PrintStream(OutputStream.nullOutputStream())))
          .as("faults of the audit log and of a replay by a program that starts after the jump")
          .isEmpty();
      Files.writeString(clock, "+0");
      service.killAndRestart(Duration.ZERO);
      FaultList.kill(site, Part.APP);
      assertThat(Await.until(WELL, () -> site.starts() > before + 1)).as("again").isTrue();
      awaitWell(prober, service, "after the clock was put right");
      assertThat(site.starts() - before).as("starts").isEqualTo(2);
      assertThat(service.replay(new PrintStream(OutputStream.nullOutputStream())))
          .as("faults of the audit log and of a replay")
          .isEmpty();
    }
  }

  private static void awaitWell(Prober prober, ServiceProcess service, String when)
      throws Exception {
    assertThat(Await.until(WELL, () -> prober.rightSince().isPresent() && service.api().quiet()))
        .as("well " + when + "; the log:\n" + log(service.site()))
        .isTrue();
  }

  private interface Change {
    void make() throws Exception;
  }

  private void healedOnceItIsBack(Map<String, String> database, Change away, Change back)
      throws Exception {
    Path heartbeat = folder.resolve("heartbeat");
    Map<String, String> environment = new HashMap<>(database);
    environment.put("CLARITY_HEARTBEAT", heartbeat.toString());
    environment.put("CLARITY_HEARTBEAT_EVERY", "1s");
    try (Site site = Site.open(new Launcher(HOME));
        ServiceProcess service = ServiceProcess.start(site, environment);
        Prober prober = new Prober(site.question(Part.APP), ASK, Clock.systemUTC())) {
      awaitWell(prober, service, "before");
      int before = site.starts();
      away.make();
      FaultList.kill(site, Part.APP);
      Await.pause(AWAY);
      assertThat(site.starts() - before).as("starts without records").isZero();
      assertThat(service.api().ready()).as("ready without its database").isFalse();
      FileTime last = Files.getLastModifiedTime(heartbeat);
      assertThat(last.toInstant())
          .as("heartbeat without its database")
          .isBefore(Clock.systemUTC().instant().minus(AWAY.dividedBy(2)));
      back.make();
      assertThat(Await.until(WELL, () -> Files.getLastModifiedTime(heartbeat).compareTo(last) > 0))
          .as("heartbeat with its database again")
          .isTrue();
      Await.until(WELL, () -> site.starts() > before);
      awaitWell(prober, service, "again");
      assertThat(site.starts() - before).as("starts").isEqualTo(1);
      assertThat(service.replay(new PrintStream(OutputStream.nullOutputStream())))
          .as("faults of the audit log and of a replay")
          .isEmpty();
    }
  }

  private static String log(Site site) throws IOException {
    List<String> lines = Files.readAllLines(ServiceProcess.log(site));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
