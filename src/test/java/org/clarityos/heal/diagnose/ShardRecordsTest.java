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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people said and what monitors did not see, as records of a shard on a real database file. */
class ShardRecordsTest {
  @TempDir private Path folder;
  private final AtomicLong time = new AtomicLong(START);
  private JdbcConnectionPool pool;
  private AuditLog log;
  private Shard shard;

  @BeforeEach
  void start() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + folder.resolve("clarity")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    Jdbi jdbi = Jdbi.create(pool);
    log = new AuditLog(jdbi);
    shard =
        new Shard(
            0,
            Packs.shipped(),
            new Shard.Stores(new JournalStore(jdbi), log),
            time::get,
            new Shard.Bounds(1000, Duration.ofSeconds(10)),
            released -> {});
    shard.start();
    List<Fact> known = new ArrayList<>(Packs.shipped().issues());
    known.add(Story.info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.add(Story.offer("process-crashed", "mend", Mode.ACT));
    known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
    known.add(process(ProcessState.Status.RUNNING, 0));
    put(0, known.toArray(Fact[]::new));
  }

  @AfterEach
  void close() throws Exception {
    shard.close();
    pool.dispose();
  }

  private void put(long millis, Fact... facts) throws Exception {
    time.set(START + millis);
    List<java.util.concurrent.CompletableFuture<Long>> committed = new ArrayList<>();
    for (Fact fact : facts) {
      committed.add(shard.put(fact));
    }
    for (var future : committed) {
      future.get(10, TimeUnit.SECONDS);
    }
  }

  private List<AuditRecord> records(String kind) {
    return log.find(AuditFilter.newest(100).ofKind(kind));
  }

  private static SourceState source(SourceState.Status status, long millis) {
    return new SourceState(WEB, "process", status, START + millis);
  }

  @Test
  void aSourceThatFallsSilentIsAGapUntilItSeesAgain() throws Exception {
    put(10, source(SourceState.Status.ALIVE, 10));
    assertThat(records("gap")).isEmpty();
    assertThat(records("gap-ended")).isEmpty();

    put(20, source(SourceState.Status.SILENT, 20));
    put(30, source(SourceState.Status.SILENT, 30));
    assertThat(records("gap"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.component()).isEqualTo(WEB);
              assertThat(record.at()).isEqualTo(START + 20);
              assertThat(record.body()).contains("\"source\":\"process\"", "\"status\":\"SILENT\"");
            });

    put(40, source(SourceState.Status.ALIVE, 40));
    assertThat(records("gap-ended"))
        .singleElement()
        .extracting(AuditRecord::at)
        .isEqualTo(START + 40);
  }

  @Test
  void aMonitorThatCannotRunIsAGap() throws Exception {
    put(10, source(SourceState.Status.UNABLE, 10));
    assertThat(records("gap")).singleElement().asString().contains("UNABLE");
  }

  @Test
  void aBrakeIsRecordedWhenItIsPulledAndWhenItIsReleasedWithWhoDidIt() throws Exception {
    Brake pulled = new Brake("acme/fra1", "works on the row", START + 60_000, "ann");
    put(10, pulled);
    put(20, pulled);
    put(30, new Brake("acme/fra1", "released", 0, "ben"));

    assertThat(records("brake")).singleElement().asString().contains("works on the row");
    assertThat(records("brake-released")).hasSize(1);
    assertThat(log.find(AuditFilter.newest(9).ofPerson("ann"))).hasSize(1);
    assertThat(log.find(AuditFilter.newest(9).ofPerson("ben"))).hasSize(1);
  }

  @Test
  void anAnswerIsRecordedWithItsIncidentAndWhatHoldsAPlanBackWithItsReason() throws Exception {
    KnownIssue crashed = Story.issue("process-crashed");
    put(
        400,
        new KnownIssue(
            crashed.id(), crashed.title(), crashed.severity(), "incubating", crashed.pack()));
    put(500, process(ProcessState.Status.CRASHED, 500));
    put(600, new Brake("", "night", START + 60_000, "ann"));
    String incident = records("incident").get(0).incident();

    assertThat(records("restraint"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.incident()).isEqualTo(incident);
              assertThat(record.body()).contains("\"mode\":\"ASK\"");
            });
    assertThat(records("refusal"))
        .singleElement()
        .asString()
        .contains("the brake is pulled on everything");

    put(700, new Brake("", "released", 0, "ann"));
    put(
        800,
        new Approval(
            WEB,
            incident,
            1,
            Approval.Answer.APPROVE,
            "mend",
            "0",
            "eve",
            Role.OPERATOR,
            "",
            START + 800));
    assertThat(records("refusal-withdrawn")).hasSize(1);
    assertThat(records("approval"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.incident()).isEqualTo(incident);
              assertThat(record.body()).contains("\"answer\":\"APPROVE\"", "\"by\":\"eve\"");
            });
    assertThat(log.verify()).isEmpty();
  }
}
