package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.process;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Replay;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.CutDatabase.Cut;
import org.clarityos.heal.testing.FaultRow;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard whose database commits and loses the answer, at each of its commits in turn. */
class ShardDatabaseTest {
  @TempDir Path folder;
  private final AtomicLong time = new AtomicLong(START);

  @FaultRow(
      fault = "The answer to a commit of a shard is lost",
      made = "committed, and reported as a lost connection, at each commit in turn",
      ends = "the batch is journaled and its decision released once; a replay is the same")
  @Test
  void nothing_is_journaled_or_decided_twice_when_the_answer_to_a_commit_is_lost()
      throws Exception {
    try (CutDatabase empty = new CutDatabase(folder.resolve("empty"))) {
      Flyway.configure().dataSource(empty.source()).locations("db/migration").load().migrate();
    }
    int commits = decidesOnce(0);
    assertThat(commits).as("commits of a shard that decides").isGreaterThan(2);
    for (int commit = 1; commit <= commits; commit++) {
      decidesOnce(commit);
    }
  }

  /** Runs a crash through a shard one of whose commits is unsure; answers how many it had. */
  private int decidesOnce(int unsure) throws Exception {
    String where = "when the answer to commit " + unsure + " is lost";
    Path file = folder.resolve("unsure-" + unsure);
    Files.copy(folder.resolve("empty.mv.db"), Path.of(file + ".mv.db"));
    List<Decision> decided = new CopyOnWriteArrayList<>();
    try (CutDatabase database = new CutDatabase(CutDatabase.file(file), unsure, Cut.UNSURE)) {
      JournalStore journal = new JournalStore(database.jdbi());
      AuditLog audit = new AuditLog(database.jdbi());
      try (Shard shard = shard(journal, audit, decided)) {
        put(shard, 0, known());
        put(shard, 500, process(ProcessState.Status.CRASHED, 500));
        put(shard, 1500, process(ProcessState.Status.CRASHED, 500));
        assertThat(shard.fault()).as("fault afterwards, " + where).isEmpty();
      }
      assertThat(decided).as("decisions released, " + where).hasSize(1);
      assertThat(audit.find(AuditFilter.newest(10).ofKind("decision")))
          .as("decisions on record, " + where)
          .hasSize(1);
      assertThat(audit.verify()).as("faults of the audit log, " + where).isEmpty();
      assertThat(Replay.run(journal, Packs.shipped(), 0).fault()).as("replay, " + where).isEmpty();
      return database.commits();
    }
  }

  private static Fact[] known() {
    List<Fact> known = new ArrayList<>(Packs.shipped().issues());
    known.add(Story.info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.add(Story.offer("process-crashed", "mend", Mode.ACT));
    known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
    known.add(process(ProcessState.Status.RUNNING, 0));
    return known.toArray(Fact[]::new);
  }

  private Shard shard(JournalStore journal, AuditLog audit, List<Decision> decided)
      throws InterruptedException {
    time.set(START);
    Shard shard =
        new Shard(
            0,
            Packs.shipped(),
            new Shard.Stores(journal, audit),
            time::get,
            new Shard.Bounds(1000, Duration.ofSeconds(10)),
            released ->
                released.result().states().stream()
                    .filter(Decision.class::isInstance)
                    .map(Decision.class::cast)
                    .forEach(decided::add));
    shard.start();
    return shard;
  }

  private void put(Shard shard, long millis, Fact... facts) throws Exception {
    time.set(START + millis);
    List<java.util.concurrent.CompletableFuture<Long>> committed = new ArrayList<>();
    for (Fact fact : facts) {
      committed.add(shard.put(fact));
    }
    for (var future : committed) {
      future.get(20, TimeUnit.SECONDS);
    }
  }
}
