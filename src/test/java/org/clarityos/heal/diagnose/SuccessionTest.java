package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.endpoint;
import static org.clarityos.heal.diagnose.Story.process;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Replay;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One set of packs after another on one journal: shadow, promotion, return. */
class SuccessionTest {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final Set<String> PACKS =
      Set.of("application", "filesystem", "planning", "policy");
  private static RuleBase today = Packs.shipped();
  private static final String LEADS = "Evidence.of(\"process-crashed\", $c, \"process\", \"0.96\")";

  private final AtomicLong time = new AtomicLong(START);
  private final List<Decision> decided = new CopyOnWriteArrayList<>();
  private JdbcConnectionPool pool;
  private Jdbi jdbi;
  @TempDir private Path changed;

  @BeforeAll
  static void few(@TempDir Path folder) throws Exception {
    today = packs(folder, "", "");
  }

  @BeforeEach
  void database() {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:succession"
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

  /** The packs with one text in them replaced. */
  private RuleBase candidate(String text, String other) throws Exception {
    assertThat(today.sources().values()).anyMatch(source -> source.contains(text));
    return packs(changed, text, other);
  }

  private static RuleBase packs(Path folder, String text, String other) throws Exception {
    Map<String, String> sources = new TreeMap<>(Packs.shipped().sources());
    sources.keySet().removeIf(file -> !PACKS.contains(file.split("/", 2)[0]));
    if (!text.isEmpty()) {
      sources.replaceAll((file, source) -> source.replace(text, other));
    }
    return Packs.of(sources, folder);
  }

  private Shard shard(RuleBase base) throws Exception {
    Shard shard =
        new Shard(
            0,
            base,
            new Shard.Stores(new JournalStore(jdbi), new AuditLog(jdbi)),
            time::get,
            new Shard.Bounds(1000, Duration.ofSeconds(10)),
            released ->
                released.result().states().stream()
                    .filter(Decision.class::isInstance)
                    .forEach(state -> decided.add((Decision) state)));
    shard.start();
    List<Fact> known = new ArrayList<>(today.issues());
    known.add(Story.info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.add(Story.offer("process-crashed", "mend", Mode.ACT));
    known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
    known.add(process(ProcessState.Status.RUNNING, 0));
    put(shard, 0, known.toArray(Fact[]::new));
    return shard;
  }

  private void put(Shard shard, long millis, Fact... facts) throws Exception {
    time.set(START + millis);
    List<CompletableFuture<Long>> committed = new ArrayList<>();
    for (Fact fact : facts) {
      committed.add(shard.put(fact));
    }
    for (var future : committed) {
      future.get(60, TimeUnit.SECONDS);
    }
  }

  private static long done(CompletableFuture<Long> turn) throws Exception {
    return turn.get(60, TimeUnit.SECONDS);
  }

  private static Turn.TakeOver takeOver() {
    return new Turn.TakeOver(
        List.of(
            new PackState("application", "new", PackState.Status.ACTIVE, "promoted by me", START)));
  }

  private void replays(RuleBase packs) {
    Replay.Report report = Replay.run(new JournalStore(jdbi), packs, 0);
    assertThat(report.fault()).isEmpty();
    assertThat(report.batches()).isGreaterThan(2);
  }

  @Test
  void aShadowDecidesNothingAndSaysWhatItWouldHaveDone() throws Exception {
    RuleBase deaf = candidate(LEADS, LEADS.replace("0.96", "0.10"));
    try (Shard shard = shard(today)) {
      done(shard.turn(new Turn.Start(deaf, "to be tried")));
      put(shard, 500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).hasSize(1);
      Turn.Progress progress = caughtUp(shard);
      assertThat(progress.differences())
          .singleElement()
          .satisfies(
              difference -> {
                assertThat(difference.about()).isEqualTo("process-crashed of " + WEB);
                assertThat(difference.active()).contains("diagnosed").contains("ACT mend");
                assertThat(difference.shadow()).isEqualTo("nothing");
                assertThat(difference.rules()).contains("process-crashed-evidence");
              });
      done(shard.turn(new Turn.End("it is deaf")));
    }
    assertThat(decided).hasSize(1);
    replays(today);
  }

  private Turn.Progress caughtUp(Shard shard) throws Exception {
    for (long second = 1; ; second++) {
      put(shard, second * 1000, Story.info(WEB));
      Turn.Progress progress = shard.shadow().orElseThrow();
      if (progress.batches() > 2 && progress.behind() <= 1 && progress.count() > 0) {
        return progress;
      }
      assertThat(second).isLessThan(5000);
    }
  }

  @Test
  void aCandidateThatTakesOverGoesOnWithTheIncidentAndReplays() throws Exception {
    RuleBase other = candidate(LEADS, LEADS.replace("0.96", "0.97"));
    try (Shard shard = shard(today)) {
      put(shard, 500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).hasSize(1);
      done(shard.turn(new Turn.Start(other, "to be tried")));
      put(shard, 1500, endpoint(EndpointState.Status.REFUSED, 1500));
      done(shard.turn(takeOver()));
      put(shard, 2500, endpoint(EndpointState.Status.REFUSED, 2500));
      assertThat(decided).hasSize(1);
      assertThat(shard.states())
          .extracting(State::key)
          .contains("incident|" + WEB + "|process-crashed", "pack|application");
      assertThat(shard.derived()).contains(new Diagnosis(WEB, "process-crashed"));
    }
    replays(today);
    replays(other);
  }

  @Test
  void theFormerPacksComeBackAndReplay() throws Exception {
    RuleBase deaf = candidate(LEADS, LEADS.replace("0.96", "0.10"));
    try (Shard shard = shard(today)) {
      done(shard.turn(new Turn.Start(deaf, "to be tried")));
      done(shard.turn(takeOver()));
      put(shard, 500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).isEmpty();
      assertThat(shard.shadow()).hasValueSatisfying(s -> assertThat(s.former()).isTrue());
      done(shard.turn(new Turn.GoBack(List.of())));
      put(shard, 1500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).extracting(Decision::verdict).containsExactly(Decision.Verdict.ACT);
    }
    replays(today);
  }

  @Test
  void aNewRuleThatThrowsBringsTheFormerPacksBackWithinTheBatch() throws Exception {
    RuleBase sick = candidate(LEADS, LEADS.replace("0.96", "no number"));
    try (Shard shard = shard(today)) {
      done(shard.turn(new Turn.Start(sick, "to be tried")));
      done(shard.turn(takeOver()));
      put(shard, 500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).extracting(Decision::verdict).containsExactly(Decision.Verdict.ACT);
      assertThat(shard.states()).extracting(State::key).contains("rule|process-crashed-evidence");
      assertThatThrownBy(() -> done(shard.turn(new Turn.GoBack(List.of()))))
          .hasMessageContaining("nothing to go back to");
    }
    replays(today);
    assertThat(new AuditLog(jdbi).find(AuditFilter.newest(10).ofKind("activate")))
        .extracting(AuditRecord::kind)
        .hasSize(2);
  }

  @Test
  void aCandidateThatThrowsInShadowEndsAndTheActivePacksGoOn() throws Exception {
    RuleBase sick = candidate(LEADS, LEADS.replace("0.96", "no number"));
    try (Shard shard = shard(today)) {
      done(shard.turn(new Turn.Start(sick, "to be tried")));
      put(shard, 500, process(ProcessState.Status.CRASHED, 500));
      assertThat(decided).hasSize(1);
      assertThatThrownBy(() -> done(shard.turn(takeOver())))
          .hasMessageContaining("NumberFormatException");
    }
    replays(today);
  }

  @Test
  void thereIsNothingToPromoteAndNothingToGoBackToAtFirst() throws Exception {
    try (Shard shard = shard(today)) {
      assertThatThrownBy(() -> done(shard.turn(takeOver()))).hasMessageContaining("no candidate");
      assertThatThrownBy(() -> done(shard.turn(new Turn.GoBack(List.of()))))
          .hasMessageContaining("nothing to go back to");
    }
  }
}
