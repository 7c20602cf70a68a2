package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.process;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.explain.Explanations;
import org.clarityos.heal.explain.NotKnown;
import org.clarityos.heal.explain.Why;
import org.clarityos.heal.explain.WhyNot;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.journal.JournalStore;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A crash on a real shard, restarted in between, and the questions asked of its record. */
class ExplainedShardTest {
  private static final AtomicLong TIME = new AtomicLong(START);
  private static final List<Decision> DECIDED = new CopyOnWriteArrayList<>();
  private static JdbcConnectionPool pool;
  private static Explanations explanations;

  @BeforeAll
  static void aProcessCrashesAtTwoSecondsAndTheProgramRestartsAtFour() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:explained;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    JournalStore journal = new JournalStore(Jdbi.create(pool));
    AuditLog audit = new AuditLog(Jdbi.create(pool));
    explanations = new Explanations(journal, audit, Packs::shipped);
    try (Shard first = shard(journal, audit)) {
      List<Fact> known = new ArrayList<>(Packs.shipped().issues());
      known.add(Story.info(WEB));
      known.add(new Budget("acme/fra1", "", 60));
      known.add(Story.offer("process-crashed", "mend", Mode.ACT));
      known.add(new TrackRecord("mend", "service", 40, 0, new BigDecimal("0.961")));
      known.add(process(ProcessState.Status.RUNNING, 0));
      put(first, 0, known.toArray(Fact[]::new));
      put(first, 2000, process(ProcessState.Status.CRASHED, 2000));
    }
    TIME.set(START + 4000);
    try (Shard second = shard(journal, audit)) {
      put(second, 6000, process(ProcessState.Status.RUNNING, 6000));
    }
  }

  @AfterAll
  static void close() {
    pool.dispose();
  }

  private static Shard shard(JournalStore journal, AuditLog audit) throws InterruptedException {
    Shard shard =
        new Shard(
            0,
            Packs.shipped(),
            new Shard.Stores(journal, audit),
            TIME::get,
            new Shard.Bounds(1000, Duration.ofSeconds(10)),
            released -> {
              for (State state : released.result().states()) {
                if (state instanceof Decision decision) {
                  DECIDED.add(decision);
                }
              }
            });
    shard.start();
    return shard;
  }

  private static void put(Shard shard, long millis, Fact... facts) throws Exception {
    TIME.set(START + millis);
    List<java.util.concurrent.CompletableFuture<Long>> committed = new ArrayList<>();
    for (Fact fact : facts) {
      committed.add(shard.put(fact));
    }
    for (var future : committed) {
      future.get(10, TimeUnit.SECONDS);
    }
  }

  private static List<String> rules(Why why) {
    List<String> rules = new ArrayList<>(List.of(why.origin().rule()));
    why.from().forEach(cause -> rules.addAll(rules(cause)));
    return rules;
  }

  private static Why observation(Why why) {
    return why.from().stream()
        .map(ExplainedShardTest::observation)
        .filter(leaf -> leaf.origin().name().startsWith("observed"))
        .findFirst()
        .orElse(why);
  }

  @Test
  void aDecisionIsExplainedDownToTheObservationThatBeganIt() throws Exception {
    Why why = explanations.why(DECIDED.get(0).id());
    assertThat(why.fact()).startsWith("Decision(" + WEB).contains("verdict ACT");
    assertThat(rules(why))
        .contains(
            "policy-act",
            "policy-contender",
            "planning-candidate",
            "policy-incident-open",
            "policy-diagnosis",
            "process-crashed-evidence",
            "process-crashed-symptom");
    assertThat(observation(why).fact())
        .startsWith("ProcessState(" + WEB)
        .contains("status CRASHED", "since 22:13:22");
    assertThat(observation(why).origin().name()).isEqualTo("observed by process");
    assertThat(why.origin().pack()).isEqualTo("policy@1.0.0");
  }

  @Test
  void anIncidentAndADiagnosisAreExplained() throws Exception {
    assertThat(rules(explanations.why(DECIDED.get(0).incident())))
        .startsWith("policy-incident-open", "policy-diagnosis")
        .contains("process-crashed-symptom");
    assertThat(explanations.why("process-crashed", WEB).origin().rule())
        .isEqualTo("policy-diagnosis");
  }

  @Test
  void beforeTheCrashTheRuleMissedIt() throws Exception {
    var before = explanations.whyNot("process-crashed-symptom", WEB, START + 1000);
    assertThat(before.answer().said()).contains("status RUNNING, needed == CRASHED");
    assertThat(before.fired()).isNull();
  }

  @Test
  void whileItWasCrashedTheRuleHeldAndItsFiringIsNamed() throws Exception {
    var during = explanations.whyNot("process-crashed-symptom", WEB, START + 3000);
    assertThat(during.answer().holds()).isTrue();
    assertThat(during.fired()).extracting(Why.Origin::at).isEqualTo(START + 2000);
  }

  @Test
  void afterARestartTheSessionOfThatTimeIsAsked() throws Exception {
    var after = explanations.whyNot("process-crashed-symptom", WEB, START + 6500);
    assertThat(after.answer().said()).contains("status RUNNING", "since 22:13:26");
  }

  @Test
  void aPolicyRuleThatHasDoneItsWorkSaysSo() throws Exception {
    var again = explanations.whyNot("policy-incident-open", WEB, START + 3000);
    assertThat(again.answer().said()).contains("violated by Incident(", "status RECOVERING");
    assertThat(again.fired()).isNotNull();
  }

  @Test
  void aKnownIssueIsAskedDownToTheObservationThatFailsIt() throws Exception {
    WhyNot answer = explanations.whyNot("process-crashed", WEB, START + 6500).answer();
    assertThat(answer.rule()).isEqualTo("policy-diagnosis");
    assertThat(answer.toString())
        .contains("policy-hypothesis", "process-crashed-evidence", "needed == CRASHED")
        .doesNotContain("process-gone-symptom");
  }

  @Test
  void whatTheRecordDoesNotKnowIsSaid() {
    assertThatThrownBy(() -> explanations.whyNot("no-such-rule", WEB, START + 3000))
        .isInstanceOf(NotKnown.class)
        .hasMessageContaining("no-such-rule");
    assertThatThrownBy(() -> explanations.whyNot("process-crashed-symptom", "x/y", START + 3000))
        .hasMessageContaining("x/y");
    assertThatThrownBy(() -> explanations.whyNot("process-crashed-symptom", WEB, START - 60_000))
        .hasMessageContaining("the journal begins after");
    assertThatThrownBy(() -> explanations.why("none")).hasMessageContaining("none");
  }
}
