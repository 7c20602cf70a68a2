package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a service that starts, stops, and starts again, on a real database file. */
class ChronicleTest {
  private static final long NOON = 1_700_000_000_000L;

  @TempDir private Path folder;
  private JdbcConnectionPool pool;
  private AuditLog log;

  @BeforeEach
  void database() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + folder.resolve("clarity")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    log = new AuditLog(Jdbi.create(pool));
    Files.writeString(folder.resolve("clarity.yaml"), "tenant: acme\n");
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private Chronicle service(Clock host, Clock time, String packs) {
    Settings settings =
        new Settings(
            "1.2.3",
            Optional.of(folder.resolve("clarity.yaml")),
            folder,
            folder,
            folder,
            folder,
            folder,
            folder,
            Optional.empty(),
            Optional.empty(),
            new Upkeep.Terms(Duration.ofDays(400), Duration.ofDays(30)),
            Duration.ofSeconds(60),
            10,
            false);
    return new Chronicle(
        log, settings, host, time, () -> new Chronicle.Runs(packs, Map.of("mend", "1.0.0")));
  }

  private List<AuditRecord> records() {
    return log.find(AuditFilter.newest(100));
  }

  @Test
  void theFirstStartNamesWhatRunsAndHasNoGapBeforeIt() throws Exception {
    service(at(NOON), at(NOON), "p1").started(0);
    assertThat(records())
        .singleElement()
        .satisfies(
            start -> {
              assertThat(start.chain()).isEqualTo("service");
              assertThat(start.kind()).isEqualTo("start");
              assertThat(start.body())
                  .contains("\"program\":\"1.2.3\"", "\"packs\":\"p1\"", "\"aheadMillis\":0")
                  .containsPattern("\"configuration\":\"[0-9a-f]{64}\"")
                  .containsPattern("\"uid\":[0-9]+")
                  .containsPattern("\"synchronised\":\"(yes|no|unknown)\"");
            });
  }

  @Test
  void aStopAndTheTimeThatWasNotObservedUntilTheNextStartAreRecords() throws Exception {
    service(at(NOON), at(NOON), "p1").started(0);
    service(at(NOON + 5000), at(NOON + 5000), "p1").stopped();
    service(at(NOON + 9000), at(NOON + 9000), "p1").started(NOON + 4000);
    assertThat(records())
        .extracting(AuditRecord::kind)
        .containsExactly("start", "stop", "start", "gap");
    assertThat(records().get(3).body())
        .startsWith(
            "{\"source\":\"service\",\"from\":%d,\"to\":%d,".formatted(NOON + 4000, NOON + 9000));
  }

  @Test
  void aClockThatWasSetBackIsToldWithHowFar() throws Exception {
    service(at(NOON), at(NOON + 3_600_000), "p1").started(NOON + 3_600_000);
    assertThat(records().get(0).body()).contains("\"aheadMillis\":3600000");
  }

  @Test
  void anotherInventoryIsAnotherConfiguration() throws Exception {
    service(at(NOON), at(NOON), "p1").started(0);
    service(at(NOON), at(NOON + 1), "p1").reloaded();
    Files.writeString(folder.resolve("clarity.yaml"), "tenant: other\n");
    service(at(NOON), at(NOON + 2), "p1").reloaded();
    List<String> hashes =
        records().stream()
            .map(record -> record.body().replaceAll(".*\"configuration\":\"([0-9a-f]+)\".*", "$1"))
            .toList();
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    assertThat(hashes.get(2)).isNotEqualTo(hashes.get(1));
  }

  @Test
  void twoServicesOnOneDatabaseWriteOneChain() throws Exception {
    Chronicle one = service(at(NOON), at(NOON), "p1");
    AuditLog mine = log;
    log = new AuditLog(Jdbi.create(pool));
    Chronicle other = service(at(NOON), at(NOON), "p2");
    for (int i = 0; i < 3; i++) {
      one.reloaded();
      other.reloaded();
    }
    assertThat(mine.verify()).isEmpty();
    assertThat(records()).hasSize(6);
  }
}
