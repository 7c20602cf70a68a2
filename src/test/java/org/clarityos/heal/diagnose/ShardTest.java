package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.process;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Replay;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard on a real database: journal, restart, replay. */
class ShardTest {
  private static final AtomicLong NUMBER = new AtomicLong();
  private final AtomicLong time = new AtomicLong(START);
  private final List<Decision> decided = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private JdbcConnectionPool pool;
  private Jdbi jdbi;

  @BeforeEach
  void database() {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:shard"
                + NUMBER.incrementAndGet()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    jdbi = Jdbi.create(pool);
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  private Shard shard() throws InterruptedException {
    Shard shard = unstarted();
    shard.start();
    return shard;
  }

  private Shard unstarted() {
    return new Shard(
        0,
        Packs.shipped(),
        new Shard.Stores(new JournalStore(jdbi), new AuditLog(jdbi)),
        time::get,
        new Shard.Bounds(1000, Duration.ofSeconds(10)),
        released -> {
          for (Fact fact : released.batch().entries()) {
            if (fact instanceof Lag lag) {
              told.add(lag.lags() ? "lags" : "caught up");
            }
          }
          for (State state : released.result().states()) {
            if (state instanceof Decision decision) {
              decided.add(decision);
              told.add("decided");
            }
          }
        });
  }

  private void put(Shard shard, long millis, Fact... facts) throws Exception {
    time.set(START + millis);
    List<java.util.concurrent.CompletableFuture<Long>> committed = new ArrayList<>();
    for (Fact fact : facts) {
      committed.add(shard.put(fact));
    }
    for (var future : committed) {
      future.get(10, TimeUnit.SECONDS);
    }
  }

  private void crash(Shard shard) throws Exception {
    well(shard);
    put(shard, 500, process(ProcessState.Status.CRASHED, 500));
  }

  private void well(Shard shard) throws Exception {
    List<Fact> known = new ArrayList<>(Packs.shipped().issues());
    known.add(Story.info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.add(Story.offer("process-crashed", "mend", Mode.ACT));
    known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
    known.add(process(ProcessState.Status.RUNNING, 0));
    put(shard, 0, known.toArray(Fact[]::new));
  }

  @Test
  void aRestartKeepsTheIncidentAndDecidesNothingAgain() throws Exception {
    try (Shard first = shard()) {
      crash(first);
    }
    assertThat(decided).hasSize(1);
    try (Shard second = shard()) {
      put(second, 2000, process(ProcessState.Status.CRASHED, 500));
      assertThat(second.states())
          .anyMatch(state -> state.key().equals("incident|" + WEB + "|process-crashed"));
    }
    assertThat(decided).hasSize(1);
  }

  @Test
  void whatWaitedMoreThan5SecondsIsSeenAndDecidedWhenThePlatformHasCaughtUp() throws Exception {
    try (Shard first = shard()) {
      well(first);
    }
    try (Shard second = unstarted()) {
      time.set(START + 500);
      var crashed = second.put(process(ProcessState.Status.CRASHED, 500));
      time.set(START + 5501);
      second.start();
      crashed.get(10, TimeUnit.SECONDS);
      put(second, 5600, process(ProcessState.Status.CRASHED, 500));
    }
    assertThat(told).containsExactly("lags", "caught up", "decided");
  }

  @Test
  void forAWhileGoesOnAcrossARestartAndIsNeitherLateNorEarly() throws Exception {
    List<Fact> known = new ArrayList<>(Packs.shipped().issues());
    known.add(Story.info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.add(Story.offer("error-responses", "mend", Mode.ACT));
    known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
    known.add(process(ProcessState.Status.RUNNING, -60_000));
    try (Shard first = shard()) {
      put(first, 0, known.toArray(Fact[]::new));
      put(first, 1500, Story.endpoint(EndpointState.Status.ERROR, 1500));
    }
    try (Shard second = shard()) {
      put(second, 2900, process(ProcessState.Status.RUNNING, -60_000));
      assertThat(decided).isEmpty();
      put(second, 3000, process(ProcessState.Status.RUNNING, -60_000));
      assertThat(decided).hasSize(1);
    }
  }

  @Test
  void aReplayFiresTheSameRulesAcrossARebuild() throws Exception {
    try (Shard first = shard()) {
      crash(first);
    }
    try (Shard second = shard()) {
      put(second, 3000, process(ProcessState.Status.RUNNING, 3000));
    }
    Replay.Report report = Replay.run(new JournalStore(jdbi), Packs.shipped(), 0);
    assertThat(report.fault()).isEmpty();
    assertThat(report.firings()).isPositive();
  }

  @Test
  void aReplayGivesEachSessionThePacksOfItsTime(@TempDir Path changed) throws Exception {
    try (Shard before = shard()) {
      crash(before);
    }
    Map<String, String> texts = new TreeMap<>(Packs.shipped().sources());
    texts.replaceAll(
        (file, text) -> text.replace("@id(process-crashed-symptom)", "@id(process-crashed-now)"));
    RuleBase today = Packs.of(texts, changed);
    JournalStore journal = new JournalStore(jdbi);
    assertThat(Replay.run(journal, today, 0).fault()).isEmpty();
    jdbi.useHandle(handle -> handle.execute("delete from rule_base"));
    assertThat(Replay.run(journal, today, 0).fault())
        .startsWith("batch ")
        .endsWith("its packs are not today's, and are not kept");
  }

  @Test
  void aReplayFindsTheFiringsOfTheAuditLog() throws Exception {
    try (Shard first = shard()) {
      crash(first);
    }
    try (Shard second = shard()) {
      put(second, 3000, process(ProcessState.Status.RUNNING, 3000));
    }
    Replay.Report report = Replay.run(new JournalStore(jdbi), Packs.shipped(), new AuditLog(jdbi));
    assertThat(report.fault()).isEmpty();
    assertThat(report.firings()).isPositive();
  }

  @Test
  void aReplayNamesAFiringThatNothingInTheJournalLedTo() throws Exception {
    try (Shard shard = shard()) {
      crash(shard);
    }
    JournalStore journal = new JournalStore(jdbi);
    AuditLog log = new AuditLog(jdbi);
    AuditRecord fired = log.find(AuditFilter.newest(1).ofKind("firing")).get(0);
    AuditRecord.Draft again =
        new AuditRecord.Draft(
            time.get(), "firing", fired.component(), fired.incident(), fired.body());
    log.commit(fired.chain(), handle -> {}, () -> List.of(again));
    assertThat(Replay.run(journal, Packs.shipped(), log).fault())
        .contains("tells of a firing that was not derived");
  }

  @Test
  void aReplayNamesAFiringWhoseBatchTheJournalHasLost() throws Exception {
    try (Shard shard = shard()) {
      crash(shard);
    }
    AuditLog log = new AuditLog(jdbi);
    String last = log.find(AuditFilter.newest(1).ofKind("firing")).get(0).body();
    long batch = Long.parseLong(last.replaceAll(".*\"batch\":(\\d+)}", "$1"));
    jdbi.useHandle(
        handle -> handle.execute("delete from journal_batch where seq_last >= ?", batch));
    assertThat(Replay.run(new JournalStore(jdbi), Packs.shipped(), log).fault())
        .startsWith("after batch ")
        .contains("tells of a firing that was not derived");
  }

  @Test
  void aReplayOfAnAlteredJournalFiresOtherRules() throws Exception {
    try (Shard shard = shard()) {
      crash(shard);
    }
    long altered =
        jdbi.withHandle(
            handle -> {
              long last =
                  handle
                      .select(
                          "select max(seq_last) from journal_batch where firings <> (select firings from journal_batch order by seq_last limit 1)")
                      .mapTo(Long.class)
                      .one();
              handle.execute(
                  "update journal_batch set body = (select body from journal_batch where kind = 'REBUILD' limit 1) where seq_last = ?",
                  last);
              return last;
            });
    Replay.Report report = Replay.run(new JournalStore(jdbi), Packs.shipped(), 0);
    assertThat(report.fault()).contains("batch " + altered).contains("other rules fire");
  }

  @Test
  void theAuditLogIsWhole() throws Exception {
    try (Shard shard = shard()) {
      crash(shard);
    }
    assertThat(new AuditLog(jdbi).verify()).isEmpty();
  }

  @Test
  void who_puts_something_into_a_shard_that_was_closed_is_told_and_does_not_wait_for_ever()
      throws Exception {
    Shard shard = shard();
    shard.close();

    assertThat(shard.put(process(ProcessState.Status.RUNNING, 0)))
        .failsWithin(Duration.ofSeconds(5));
    assertThat(shard.turn(new Turn.Anew())).failsWithin(Duration.ofSeconds(5));
  }

  @Test
  void who_waits_for_room_in_a_shard_that_ends_is_told() throws Exception {
    Shard shard = shard();
    shard.close();

    for (int i = 0; i < 2000; i++) {
      assertThat(shard.put(process(ProcessState.Status.RUNNING, i)))
          .failsWithin(Duration.ofSeconds(5));
    }
  }
}
