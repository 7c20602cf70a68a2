package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Replay;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.ChainCheck;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The journal and the audit log on PostgreSQL, with the migrations that H2 runs too. */
class PostgresTest {
  private final AtomicLong time = new AtomicLong(START);

  @Test
  void aShardRunsRestartsAndReplaysOnPostgres() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      var source = postgres.getPostgresDatabase();
      Flyway.configure().dataSource(source).locations("db/migration").load().migrate();
      Jdbi jdbi = Jdbi.create(source);
      try (Shard shard = shard(jdbi)) {
        put(shard, 100, process(ProcessState.Status.RUNNING, 100));
        put(shard, 200, process(ProcessState.Status.CRASHED, 200));
      }
      try (Shard again = shard(jdbi)) {
        assertThat(again.states()).contains(process(ProcessState.Status.CRASHED, 200));
        put(again, 300, new Withdrawal(WEB, process(ProcessState.Status.CRASHED, 0).key()));
        assertThat(again.states()).doesNotHaveAnyElementsOfTypes(ProcessState.class);
      }
      try (Shard third = shard(jdbi)) {
        assertThat(third.states()).doesNotHaveAnyElementsOfTypes(ProcessState.class);
      }
      assertThat(Replay.run(new JournalStore(jdbi), Packs.shipped(), 0).fault()).isEmpty();
      ChainCheck check = new ChainCheck();
      new AuditLog(jdbi).each(check);
      assertThat(check.fault()).isEmpty();
      assertThat(check.count()).isPositive();
    }
  }

  private Shard shard(Jdbi jdbi) throws InterruptedException {
    Shard shard =
        new Shard(
            0,
            Packs.shipped(),
            new Shard.Stores(new JournalStore(jdbi), new AuditLog(jdbi)),
            time::get,
            new Shard.Bounds(1000, Duration.ofSeconds(10)),
            released -> {});
    shard.start();
    return shard;
  }

  private void put(Shard shard, long millis, Fact fact) throws Exception {
    time.set(START + millis);
    shard.put(fact).get(10, TimeUnit.SECONDS);
  }
}
