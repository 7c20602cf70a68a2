package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Retention;
import org.clarityos.heal.audit.ServiceChain;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.execute.PastPlans;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.journal.JournalTrim;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two months of a service on a real database file, in days of a virtual clock. */
class UpkeepTest {
  private static final String WEB = "acme/fra1/web-1/service:web";
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int AUDIT_DAYS = 20;
  private static final int JOURNAL_DAYS = 10;

  @TempDir private Path data;
  private final AtomicLong time = new AtomicLong(1_700_000_000_000L);
  private JdbcConnectionPool pool;
  private Jdbi jdbi;
  private AuditLog log;
  private Shard shard;
  private Upkeep upkeep;

  @BeforeEach
  void start() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + data.resolve("clarity")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    jdbi = Jdbi.create(pool);
    log = new AuditLog(jdbi);
    shard = shard();
    shard.start();
    Seal seal = new Seal(log, data, Optional.empty(), time::get);
    upkeep =
        new Upkeep(
            new Upkeep.Parts(
                seal,
                new Retention(log, seal.key(), time::get),
                new JournalTrim(jdbi),
                new PastPlans(jdbi, data.resolve("executions")),
                shard),
            new Upkeep.Terms(Duration.ofDays(AUDIT_DAYS), Duration.ofDays(JOURNAL_DAYS)),
            time::get);
  }

  @AfterEach
  void close() throws Exception {
    shard.close();
    pool.dispose();
  }

  private Shard shard() {
    return new Shard(
        0,
        Packs.shipped(),
        new Shard.Stores(new JournalStore(jdbi), log),
        time::get,
        new Shard.Bounds(1000, Duration.ofSeconds(10)),
        released -> {});
  }

  /** A day: a process crashes and is mended, a plan is run for it and keeps a file. */
  private void live(int day) throws Exception {
    put(new ProcessState(WEB, ProcessState.Status.CRASHED, time.addAndGet(DAY / 2), "process"));
    put(new ProcessState(WEB, ProcessState.Status.RUNNING, time.addAndGet(DAY / 2), "process"));
    String plan = "plan-" + day;
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "insert into execution(plan_id, component, incident, status, body, started, ended)"
                  + " values (?, ?, 'i', 'HEALED', '{}', ?, ?)",
              plan,
              WEB,
              time.get(),
              time.get());
          handle.execute(
              "insert into execution_step(plan_id, step, ord, status, undo) values (?, 's', 1, 'done', '{}')",
              plan);
          handle.execute(
              "insert into playbook_outcome(plan_id, playbook, kind, version, result, at)"
                  + " values (?, 'p', 'service', '1', 'HEALED', ?)",
              plan,
              time.get());
        });
    Path kept = Files.createDirectories(data.resolve("executions").resolve(plan));
    Files.writeString(kept.resolve("status"), "State: S");
    Files.setLastModifiedTime(kept, FileTime.fromMillis(time.get()));
    upkeep.look();
    assertThat(upkeep.faults()).isEmpty();
  }

  private void put(Fact fact) throws Exception {
    shard.put(fact).get(20, TimeUnit.SECONDS);
  }

  /** How many rows each table has, and how many folders there are. */
  private Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .select(
                    "select table_name from information_schema.tables where table_schema = 'public'")
                .mapTo(String.class)
                .forEach(
                    table ->
                        sizes.put(
                            table,
                            handle
                                .select("select count(*) from \"" + table + "\"")
                                .mapTo(Long.class)
                                .one())));
    try (Stream<Path> folders = Files.list(data.resolve("executions"))) {
      sizes.put("folders", folders.count());
    }
    return sizes;
  }

  @Test
  void nothingGrowsWithoutBoundAndWhatIsLeftIsWholeAndCanBeExecutedAgain() throws Exception {
    int day = 0;
    while (day < 2 * AUDIT_DAYS) {
      live(day++);
    }
    Map<String, Long> before = sizes();
    assertThat(before).containsKeys("journal_batch", "audit_block", "execution", "rule_base");
    assertThat(before.get("folders")).isBetween(AUDIT_DAYS - 1L, AUDIT_DAYS + 2L);
    while (day < 3 * AUDIT_DAYS) {
      live(day++);
    }
    // A session begins anew every few days, and the journal is cut where one did.
    sizes()
        .forEach(
            (what, rows) ->
                assertThat(rows).as(what).isLessThanOrEqualTo(before.get(what) * 5 / 4 + 4));
    assertThat(log.verify()).isEmpty();
    Replay.Report report = Replay.run(new JournalStore(jdbi), Packs.shipped(), log);
    assertThat(report.fault()).isEmpty();
    assertThat(report.firings()).isPositive();
    assertThat(time.get() - report.since()).isBetween(JOURNAL_DAYS * DAY, 2L * JOURNAL_DAYS * DAY);
  }

  @Test
  void aRestartFindsWhatIsLiveThoughItEnteredLongBeforeTheJournalBegins() throws Exception {
    ProcessState other =
        new ProcessState(WEB + "-2", ProcessState.Status.RUNNING, time.get(), "process");
    put(other);
    for (int day = 0; day < 3 * JOURNAL_DAYS; day++) {
      live(day);
    }
    shard.close();
    shard = shard();
    shard.start();
    assertThat(shard.states()).contains(other);
  }

  @Test
  void lessThanADayIsRefusedWithTheSettingsName() {
    assertThatThrownBy(() -> new Upkeep.Terms(Duration.ofHours(3), Duration.ofDays(1)))
        .hasMessageContaining("clarity.audit.keep");
    assertThatThrownBy(() -> new Upkeep.Terms(Duration.ofDays(1), Duration.ofMinutes(3)))
        .hasMessageContaining("clarity.journal.keep");
  }

  @Test
  void aClockThatStandsYearsAheadAtAStartMakesNothingOldAtOnce() throws Exception {
    for (int day = 0; day < 5; day++) {
      live(day);
    }
    long first = oldest();
    long committed = time.get();
    time.addAndGet(1000 * DAY);
    new ServiceChain(log, time::get)
        .tell(
            new ServiceEvent.Gap(
                "service", committed, time.get(), "the service did not run in between"));
    live(5);
    assertThat(oldest()).isEqualTo(first);
    assertThat(sizes().get("folders")).isEqualTo(6);
    // By then it has run for longer than its records are kept.
    for (int day = 6; day < 5 + 2 * AUDIT_DAYS; day++) {
      live(day);
    }
    assertThat(time.get() - oldest()).isLessThan((AUDIT_DAYS + 3) * DAY);
    assertThat(sizes().get("folders")).isLessThan(AUDIT_DAYS + 3L);
  }

  /** When the oldest record of the shard that is kept was made. */
  private long oldest() {
    AtomicLong oldest = new AtomicLong(Long.MAX_VALUE);
    log.each(
        record -> {
          if (record.chain().equals("shard-0")) {
            oldest.accumulateAndGet(record.at(), Math::min);
          }
        });
    return oldest.get();
  }
}
