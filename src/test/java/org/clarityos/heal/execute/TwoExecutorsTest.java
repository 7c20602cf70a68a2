package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.execute.World.Deed;
import org.clarityos.heal.execute.World.Way;
import org.clarityos.heal.execute.WorldRun.Kill;
import org.clarityos.heal.execute.WorldRun.Moment;
import org.clarityos.heal.execute.WorldRun.Offer;
import org.clarityos.heal.execute.WorldRun.Scenario;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.CutDatabase.Cut;
import org.clarityos.heal.testing.FaultRow;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors with leases on one database. */
class TwoExecutorsTest {
  private static final Duration LEASE = Duration.ofMillis(1200);

  @TempDir Path folder;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  @Test
  void plans_offered_to_both_run_once_each_and_never_two_at_once_though_one_is_killed_on_h2()
      throws Exception {
    killedInTheMiddle(CutDatabase.file(folder.resolve("db")));
  }

  @FaultRow(
      fault = "One of two executors on a database is killed",
      made = "twelve plans offered to both, on PostgreSQL and on H2",
      ends =
          "the other takes its plans once its leases have run out; never two on a component at once, every plan ended")
  @Test
  void
      plans_offered_to_both_run_once_each_and_never_two_at_once_though_one_is_killed_on_postgresql()
          throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      killedInTheMiddle(postgres.getPostgresDatabase());
    }
  }

  private void killedInTheMiddle(DataSource source) throws Exception {
    migrate(source);
    List<List<Deed>> plans =
        List.of(
            List.of(
                deed(Action.Repeat.IDEMPOTENT, Way.WELL),
                deed(Action.Repeat.AT_MOST_ONCE, Way.WELL)),
            List.of(
                deed(Action.Repeat.CHECK_THEN_ACT, Way.WELL),
                deed(Action.Repeat.IDEMPOTENT, Way.FAILS_AFTER)),
            List.of(deed(Action.Repeat.IDEMPOTENT, Way.HANGS)),
            List.of(
                deed(Action.Repeat.AT_MOST_ONCE, Way.WELL),
                deed(Action.Repeat.CHECK_THEN_ACT, Way.LIES)));
    List<Offer> offers = new ArrayList<>();
    for (List<Deed> deeds : plans) {
      WorldRun.COMPONENTS.forEach(component -> offers.add(new Offer(component, deeds)));
    }
    WorldRun run =
        new WorldRun(
            folder,
            source,
            new Scenario(
                offers,
                Set.copyOf(WorldRun.COMPONENTS),
                List.of(new Kill(20, Moment.AFTER_COMMIT)),
                true));

    run.toItsEnd();

    ExecutionInvariantsTest.assertHeld(run);
  }

  private static Deed deed(Action.Repeat repeat, Way way) {
    return new Deed(repeat, way, true, 0);
  }

  private static void migrate(DataSource source) {
    Flyway.configure().dataSource(source).locations("db/migration").load().migrate();
  }

  @FaultRow(
      fault = "An executor loses its database while a step runs",
      made = "its connections fail, those of another executor do not",
      ends = "it ends the step before its lease runs out; the other goes on with the plan")
  @Test
  void one_that_loses_its_database_ends_its_step_before_the_other_takes_the_plan()
      throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    DataSource source = CutDatabase.file(folder.resolve("db"));
    try (Patient patient = new Patient(folder);
        CutDatabase lost = new CutDatabase(source, 0, Cut.AFTER);
        CutDatabase kept = new CutDatabase(source, 0, Cut.AFTER)) {
      migrate(source);
      try (PlaybookExecutor first =
              executor(patient, lost, "first", new Noticed(running, most, begun, true));
          PlaybookExecutor second =
              executor(patient, kept, "second", new Noticed(running, most, begun, false))) {
        first.submit(plan());
        assertThat(begun.await(10, TimeUnit.SECONDS)).as("begun").isTrue();
        lost.go();
        second.resume();

        Outcome outcome = outcomes.poll(20, TimeUnit.SECONDS);

        assertThat(outcome).extracting(Outcome::result).isEqualTo(Outcome.Result.HEALED);
        assertThat(most).as("steps at once").hasValue(1);
      }
    }
  }

  /** A plan whose one step may take longer than a lease. */
  private static RecoveryPlan plan() {
    return Patient.plan(
        "ill", "configuration", Duration.ofSeconds(1), Patient.step("notice", "test.notice", 0));
  }

  private PlaybookExecutor executor(
      Patient patient, CutDatabase database, String owner, Action<?> action) {
    var jdbi = database.jdbi();
    var hands = patient.hands();
    DatabaseLog log =
        new DatabaseLog(
            jdbi,
            new AuditLog(jdbi),
            Clock.systemUTC(),
            new Leases(jdbi, owner, LEASE),
            outcomes::add);
    return new PlaybookExecutor(
        new PlaybookExecutor.Parts(
            Patient.site(patient.component(List.of())),
            new Actions(List.of(action)),
            log,
            hands,
            new Health(hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
            new Brakes(folder.resolve("brake"), Clock.systemUTC()),
            folder.resolve("executions"),
            Duration.ofMillis(20)));
  }

  /** An action that notices how many of it run. */
  private record Noticed(
      AtomicInteger running, AtomicInteger most, CountDownLatch begun, boolean hangs)
      implements Action<Action.None> {
    @Override
    public String name() {
      return "test.notice";
    }

    @Override
    public String summary() {
      return "notices how many run";
    }

    @Override
    public Class<None> parameters() {
      return None.class;
    }

    @Override
    public Safety safety() {
      return Safety.REVERSIBLE;
    }

    @Override
    public Repeat repeat() {
      return Repeat.IDEMPOTENT;
    }

    @Override
    public String run(None none, ActionContext context) throws InterruptedException {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        begun.countDown();
        if (hangs) {
          new CountDownLatch(1).await();
        }
        return "noticed";
      } finally {
        running.decrementAndGet();
      }
    }
  }
}
