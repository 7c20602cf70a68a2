package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a service is to be relied on, by a real shard on a real database file. */
class VitalsTest {
  private static final String HOST = "acme/fra1/web-1/host:web-1";
  private static final String WEB = "acme/fra1/web-1/service:web";

  @TempDir private Path data;
  private final AtomicLong time = new AtomicLong(1_700_000_000_000L);
  private JdbcConnectionPool pool;
  private Shard shard;
  private Vitals vitals;

  @BeforeEach
  void start() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + data.resolve("clarity") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    Jdbi jdbi = Jdbi.create(pool);
    JournalStore journal = new JournalStore(jdbi);
    shard =
        new Shard(
            0,
            Packs.shipped(),
            new Shard.Stores(journal, new AuditLog(jdbi)),
            time::get,
            new Shard.Bounds(100, Duration.ofSeconds(10)),
            released -> {});
    shard.start();
    vitals = new Vitals(shard, journal, time::get);
  }

  @AfterEach
  void close() throws Exception {
    shard.close();
    pool.dispose();
  }

  private void put(State... states) throws Exception {
    for (State state : states) {
      shard.put(state).get(20, TimeUnit.SECONDS);
    }
  }

  private SourceState source(String component, SourceState.Status status) {
    return new SourceState(component, "monitor of " + component, status, time.get());
  }

  @Test
  void aServiceThatKeepsUpAndSeesLives() throws Exception {
    assertThat(vitals.fault()).as("it has just started").isEmpty();
    long before = vitals.sign("service", "1").sequence();
    put(source(HOST, SourceState.Status.ALIVE), source(WEB, SourceState.Status.SILENT));
    assertThat(vitals.fault()).as("one monitor of two is silent").isEmpty();
    assertThat(vitals.sign("service", "1").sequence()).isGreaterThan(before);
  }

  @Test
  void aServiceWhoseMonitorsAreAllSilentIsBlind() throws Exception {
    put(source(HOST, SourceState.Status.UNABLE), source(WEB, SourceState.Status.SILENT));
    assertThat(vitals.fault()).contains("none of its monitors sees anything");
  }

  @Test
  void aServiceThatLagsIsNotToBeReliedOn() throws Exception {
    put(new Lag("", true, 6000));
    assertThat(vitals.fault()).contains("it lags behind what it observes");
  }

  @Test
  void aServiceWhoseShardNoLongerLooksIsStuck() throws Exception {
    shard.close();
    time.addAndGet(61_000);
    assertThat(vitals.fault()).contains("the shard has done nothing for 61 s");
  }

  @Test
  void withoutItsDatabaseItGivesNoSign() {
    pool.dispose();
    assertThatThrownBy(() -> vitals.sign("service", "1")).isInstanceOf(RuntimeException.class);
  }
}
