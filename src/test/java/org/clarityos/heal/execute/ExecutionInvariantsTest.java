package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.clarityos.heal.execute.World.Deed;
import org.clarityos.heal.execute.World.Way;
import org.clarityos.heal.execute.WorldRun.Kill;
import org.clarityos.heal.execute.WorldRun.Offer;
import org.clarityos.heal.execute.WorldRun.Scenario;
import org.clarityos.heal.execute.action.Action.Repeat;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.FaultRow;
import org.flywaydb.core.Flyway;

/**
 * What holds whatever the plans, whatever goes wrong with their steps, and wherever the program is killed: nothing ends worse
 * than it was without a person being told, no two plans touch a component at once, what may run once runs once, every plan
 * ends, and what is undone is undone in reverse.
 */
class ExecutionInvariantsTest {
  private static Path folder;
  private static int tries;

  @BeforeContainer
  static void migrate() throws Exception {
    folder = Files.createTempDirectory("invariants");
    try (CutDatabase database = new CutDatabase(folder.resolve("empty"))) {
      Flyway.configure().dataSource(database.source()).locations("db/migration").load().migrate();
    }
  }

  @AfterContainer
  static void remove() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @FaultRow(
      fault = "Any of these together",
      made = "generated plans, failures and kills, with one or two executors on a database",
      ends =
          "nothing worse than before without a person told, no two plans on a component at once, nothing twice that may run once, every plan ended, undone in reverse")
  @Property(edgeCases = EdgeCasesMode.NONE)
  void every_plan_ends_well_or_taken_back_or_with_a_person(@ForAll("scenarios") Scenario scenario)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve("try-" + tries++));
    Files.copy(folder.resolve("empty.mv.db"), home.resolve("db.mv.db"));
    WorldRun run = new WorldRun(home, CutDatabase.file(home.resolve("db")), scenario);

    run.toItsEnd();

    assertHeld(run);
  }

  /** Makes sure of what holds after whatever happened. */
  static void assertHeld(WorldRun run) throws Exception {
    assertThat(run.world().faults()).as("what must never happen").isEmpty();
    run.remembered(
        (log, audit) -> {
          assertThat(log.unfinished()).as("plans left running").isEmpty();
          assertThat(audit.verify()).as("faults of the audit log").isEmpty();
          assertThat(run.untold(audit)).as("left, and no person was told").isEmpty();
        });
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            offers().list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(WorldRun.COMPONENTS).set(),
            kills().list().ofMaxSize(3),
            Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)))
        .as(Scenario::new);
  }

  private static Arbitrary<Offer> offers() {
    return Combinators.combine(
            Arbitraries.of(WorldRun.COMPONENTS), deeds().list().ofMinSize(1).ofMaxSize(5))
        .as(Offer::new);
  }

  private static Arbitrary<Deed> deeds() {
    Arbitrary<Way> ways =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(Way.WELL)), Tuple.of(1, Arbitraries.of(Way.class)));
    return Combinators.combine(
            Arbitraries.of(Repeat.class),
            ways,
            Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)),
            Arbitraries.of(0, 1))
        .as(Deed::new);
  }

  private static Arbitrary<Kill> kills() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20), Arbitraries.of(WorldRun.Moment.class))
        .as(Kill::new);
  }
}
