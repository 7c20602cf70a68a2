package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.execute.Counted.Way;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.Action.Repeat;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Outcome.Result;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.CutDatabase.Cut;
import org.clarityos.heal.testing.FaultRow;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program that is ended at each of its commits in turn, before and after it, and started again on the same database
 * file: over every kind of step and way in which one goes wrong. Takes every {@code crash.points}th point (7 when it is
 * not said; 1 takes all).
 */
class CrashPointsTest {
  private static final int STRIDE = Integer.getInteger("crash.points", 7);
  private static final int MOST_STARTS = 3;

  @TempDir Path folder;

  static Stream<Arguments> plans() {
    return Stream.of(
        arguments("all well", Repeat.IDEMPOTENT, Way.WELL, Result.HEALED),
        arguments("check then act", Repeat.CHECK_THEN_ACT, Way.WELL, Result.HEALED),
        arguments("at most once", Repeat.AT_MOST_ONCE, Way.WELL, Result.HEALED),
        arguments("idempotent that fails", Repeat.IDEMPOTENT, Way.FAILS, Result.NOT_HEALED),
        arguments("check that fails", Repeat.CHECK_THEN_ACT, Way.FAILS, Result.NOT_HEALED),
        arguments("at most once that fails", Repeat.AT_MOST_ONCE, Way.FAILS, Result.NOT_HEALED),
        arguments("idempotent that hangs", Repeat.IDEMPOTENT, Way.HANGS, Result.NOT_HEALED),
        arguments("at most once that hangs", Repeat.AT_MOST_ONCE, Way.HANGS, Result.UNCERTAIN),
        arguments("a step that lies", Repeat.IDEMPOTENT, Way.LIES, Result.NOT_HEALED),
        arguments("an undo that fails", Repeat.CHECK_THEN_ACT, Way.STAYS, Result.WORSE));
  }

  @FaultRow(
      fault = "The program is killed",
      made = "ended before and after each of its commits, over ten kinds of steps",
      ends =
          "the plan ends as without the kill, once; a step that may run once only and was cut is left to a person")
  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void a_plan_ends_as_it_should_wherever_the_program_was_killed(
      String name, Repeat repeat, Way way, Result result) throws Exception {
    Path empty = folder.resolve("empty");
    try (CutDatabase database = new CutDatabase(empty)) {
      Flyway.configure().dataSource(database.source()).locations("db/migration").load().migrate();
    }
    int commits = new Run(empty, name + " whole", repeat, way).to(0, false, EnumSet.of(result));
    assertThat(commits).as("writes of a whole run").isGreaterThan(5);
    // What may have run once and must not again is left to a person.
    Set<Result> expected =
        repeat == Repeat.AT_MOST_ONCE ? EnumSet.of(result, Result.UNCERTAIN) : EnumSet.of(result);
    for (int point = 0; point < 2 * commits; point++) {
      if ((point + name.length()) % STRIDE == 0) {
        boolean before = point % 2 == 0;
        new Run(empty, name + " " + point, repeat, way).to(point / 2 + 1, before, expected);
      }
    }
  }

  /** One patient with one plan, which is run until it has ended. */
  private final class Run {
    private final Path home;
    private final Counted first;
    private final Counted second;
    private final Way way;
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<Counted> actions;
    private final RecoveryPlan plan;

    Run(Path empty, String name, Repeat repeat, Way way) throws Exception {
      this.home = Files.createDirectories(folder.resolve(name));
      this.way = way;
      Files.copy(Path.of(empty + ".mv.db"), home.resolve("db.mv.db"));
      // A step of the other kind before it, so that there is always something to undo.
      this.first =
          new Counted(
              home,
              "first",
              repeat == Repeat.IDEMPOTENT ? Repeat.CHECK_THEN_ACT : Repeat.IDEMPOTENT,
              Way.WELL);
      this.second = new Counted(home, "second", repeat, way);
      // Of a plan whose undo fails, another step has to fail first.
      Counted third =
          new Counted(home, "third", Repeat.IDEMPOTENT, way == Way.STAYS ? Way.FAILS : Way.WELL);
      this.actions = List.of(first, second, third);
      this.plan =
          Patient.plan(
              "test",
              way == Way.LIES ? "process" : "configuration",
              Duration.ofMillis(100),
              actions.stream().map(Run::step).toArray(Playbook.Step[]::new));
    }

    private static Playbook.Step step(Counted action) {
      return new Playbook.Step(
          action.name(),
          action.name(),
          JsonNodeFactory.instance.objectNode(),
          Duration.ofMillis(200),
          0,
          "automatic",
          "");
    }

    /** Runs the plan, with one cut; answers how many commits its first run had. */
    int to(int point, boolean before, Set<Result> expected) throws Exception {
      int commits = start(point, before);
      for (int start = 1; start < MOST_STARTS && outcomes.isEmpty(); start++) {
        start(0, false);
      }
      String where = "killed " + (before ? "before" : "after") + " commit " + point;
      assertThat(outcomes).as("outcomes when " + where).hasSize(1);
      Result result = outcomes.get(0).result();
      assertThat(expected).as("results allowed when " + where).contains(result);
      counted(result, where);
      return commits;
    }

    /** What the patient says of it. */
    private void counted(Result result, String where) throws Exception {
      if (second.repeat() != Repeat.IDEMPOTENT) {
        assertThat(second.runs()).as("effects of the second step, " + where).isLessThan(2);
      }
      if (result == Result.HEALED) {
        for (Counted action : actions) {
          assertThat(action.effect()).as("effect of " + action.name() + ", " + where).exists();
        }
      }
      if (result == Result.NOT_HEALED || result == Result.STOPPED) {
        for (Counted action : actions) {
          assertThat(action.effect()).as("left by " + action.name() + ", " + where).doesNotExist();
        }
      }
      if (way == Way.STAYS) {
        assertThat(first.effect()).as("undone though another undo failed, " + where).doesNotExist();
      }
    }

    private int start(int point, boolean before) throws Exception {
      try (Patient patient = new Patient(home);
          CutDatabase database =
              new CutDatabase(
                  CutDatabase.file(home.resolve("db")), point, before ? Cut.BEFORE : Cut.AFTER)) {
        var jdbi = database.jdbi();
        AuditLog audit = new AuditLog(jdbi);
        DatabaseLog log =
            new DatabaseLog(
                jdbi,
                audit,
                Clock.systemUTC(),
                new Leases(jdbi, "test", Duration.ofSeconds(30)),
                this::journaled);
        try (PlaybookExecutor executor = executor(patient, log)) {
          executor.submit(plan);
          Patient.await(() -> database.wasCut() || ended(log));
        }
        if (!database.wasCut()) {
          assertThat(log.unfinished()).as("plans left running").isEmpty();
          assertThat(audit.verify()).as("faults of the audit log").isEmpty();
        }
        return database.commits();
      }
    }

    private boolean ended(DatabaseLog log) {
      try {
        return log.progress(plan).stage() == ExecutionLog.Stage.TOLD;
      } catch (CutDatabase.Killed e) {
        return true;
      }
    }

    /** The journal knows an outcome that it has. */
    private void journaled(Outcome outcome) {
      if (!outcomes.contains(outcome)) {
        outcomes.add(outcome);
      }
    }

    private PlaybookExecutor executor(Patient patient, DatabaseLog log) {
      var hands = patient.hands();
      List<Action<?>> allowed = new ArrayList<>(actions);
      return new PlaybookExecutor(
          new PlaybookExecutor.Parts(
              Patient.site(patient.component(List.of())),
              new Actions(allowed),
              log,
              hands,
              new Health(hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
              new Brakes(home.resolve("brake"), Clock.systemUTC()),
              home.resolve("executions"),
              Duration.ofMillis(20)));
    }
  }
}
