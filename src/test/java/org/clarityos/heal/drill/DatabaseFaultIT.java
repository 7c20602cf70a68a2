package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a service whose database fails while a patient is ill: without records nothing is done, and once the
 * database is back the patient is healed, once.
 */
class DatabaseFaultIT {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration AWAY = Duration.ofSeconds(6);
  private static final Duration WELL = Duration.ofSeconds(90);

  @TempDir Path folder;

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

  @Test
  void a_database_that_goes_and_comes_back_is_waited_for() throws Exception {
    Path data = folder.resolve("postgres");
    int port = Ports.one();
    EmbeddedPostgres[] database = {postgres(data, port)};
    try {
      healedOnceItIsBack(
          Map.of(
              "QUARKUS_PROFILE",
              "prod,pg",
              "QUARKUS_DATASOURCE_PG_JDBC_URL",
              "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
              "QUARKUS_DATASOURCE_PG_USERNAME",
              "postgres",
              "QUARKUS_DATASOURCE_PG_PASSWORD",
              "postgres"),
          () -> database[0].close(),
          () -> database[0] = postgres(data, port));
    } finally {
      database[0].close();
    }
  }

  private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private interface Change {
    void make() throws Exception;
  }

  private void healedOnceItIsBack(Map<String, String> environment, Change away, Change back)
      throws Exception {
    try (Site site = Site.open(new Launcher(HOME));
        ServiceProcess service = ServiceProcess.start(site, environment);
        Prober prober = new Prober(site.question(Part.APP), ASK, Clock.systemUTC())) {
      assertThat(Await.until(WELL, () -> prober.rightSince().isPresent() && service.api().quiet()))
          .as("well before")
          .isTrue();
      int before = site.starts();
      away.make();
      FaultList.kill(site, Part.APP);
      Await.pause(AWAY);
      assertThat(site.starts() - before).as("starts without records").isZero();
      assertThat(service.api().ready()).as("ready without its database").isFalse();
      back.make();
      boolean healed = Await.until(WELL, () -> site.starts() > before);
      boolean quiet =
          healed
              && Await.until(WELL, () -> prober.rightSince().isPresent() && service.api().quiet());
      assertThat(quiet).as("healed; the log:\n" + log(site)).isTrue();
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
