package org.clarityos.heal.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.clarityos.heal.execute.World.Deed;
import org.clarityos.heal.execute.World.Way;
import org.clarityos.heal.execute.WorldRun.Kill;
import org.clarityos.heal.execute.WorldRun.Moment;
import org.clarityos.heal.execute.WorldRun.Offer;
import org.clarityos.heal.execute.WorldRun.Scenario;
import org.clarityos.heal.execute.action.Action.Repeat;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.FaultRow;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An executor whose database commits and loses the answer, at each commit of a plan in turn. */
class UnsureCommitsTest {
  /** More than a plan of three steps has. */
  private static final int COMMITS = 20;

  @TempDir Path folder;

  @FaultRow(
      fault = "The answer to a commit of an executor is lost",
      made = "committed, and reported as a lost connection, at each commit of a plan in turn",
      ends =
          "what stands in the database counts; what may run once only and may have run is left to a person")
  @ParameterizedTest(name = "a plan that ends {0}")
  @EnumSource(names = {"WELL", "FAILS_AFTER"})
  void nothing_happens_twice_when_the_answer_to_a_commit_is_lost(Way last) throws Exception {
    try (CutDatabase empty = new CutDatabase(folder.resolve("empty"))) {
      Flyway.configure().dataSource(empty.source()).locations("db/migration").load().migrate();
    }
    Offer offer =
        new Offer(
            WorldRun.COMPONENTS.get(0),
            List.of(
                new Deed(Repeat.AT_MOST_ONCE, Way.WELL, true, 0),
                new Deed(Repeat.CHECK_THEN_ACT, Way.WELL, true, 0),
                new Deed(Repeat.IDEMPOTENT, last, true, 0)));
    for (int commit = 1; commit <= COMMITS; commit++) {
      Path home = Files.createDirectories(folder.resolve("commit-" + commit));
      Files.copy(folder.resolve("empty.mv.db"), home.resolve("db.mv.db"));
      DataSource source = CutDatabase.file(home.resolve("db"));
      Kill unsure = new Kill(commit, Moment.UNSURE_COMMIT);
      WorldRun run =
          new WorldRun(
              home,
              source,
              new Scenario(List.of(offer), Set.of(offer.component()), List.of(unsure), false));

      run.toItsEnd();

      ExecutionInvariantsTest.assertHeld(run);
    }
  }
}
