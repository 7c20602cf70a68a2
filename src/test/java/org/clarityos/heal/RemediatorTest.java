package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.clarityos.heal.execute.Brakes;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Fact;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on a database, stopped and started again. */
class RemediatorTest {
  @TempDir private Path data;
  private JdbcConnectionPool pool;

  @BeforeEach
  void database() throws Exception {
    Files.writeString(
        data.resolve("inventory.yaml"),
        "tenant: acme\nsite: fra1\nhost: web-1\nmode: observe\ncomponents: []\n");
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + data.resolve("clarity")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  private Remediator started() throws Exception {
    Settings settings =
        new Settings(
            "test",
            Optional.of(data.resolve("inventory.yaml")),
            Path.of("rules"),
            Path.of("playbooks"),
            Path.of("drills/ledger.jsonl"),
            data,
            data.resolve("packs"),
            data.resolve("signers"),
            Optional.empty(),
            Optional.empty(),
            new Upkeep.Terms(Duration.ofDays(400), Duration.ofDays(30)),
            Duration.ofSeconds(1),
            1000,
            false);
    Remediator[] self = new Remediator[1];
    Consumer<Fact> journal = fact -> put(self[0], fact);
    self[0] =
        new Remediator(
            settings,
            Jdbi.create(pool),
            Clock.systemUTC(),
            new Channels(journal, plan -> self[0].execute(plan)));
    self[0].start();
    return self[0];
  }

  private static void put(Remediator to, Fact fact) {
    try {
      to.observed(fact);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Brake> pulled(Remediator remediator) {
    return remediator.shard().states().stream()
        .filter(Brake.class::isInstance)
        .map(Brake.class::cast)
        .filter(brake -> brake.until() > 0)
        .toList();
  }

  @Test
  void aBrakeThatIsReleasedWhileTheProgramDoesNotRunHoldsNoPlanAfterwards() throws Exception {
    Brakes brakes = new Brakes(data.resolve("brake"), Clock.systemUTC());
    try (Remediator first = started()) {
      brakes.pull(new Brake("acme", "look first", Long.MAX_VALUE, "anna"));
      Patient.await(() -> !pulled(first).isEmpty());
    }
    brakes.release("acme", "ben");
    try (Remediator second = started()) {
      Patient.await(() -> pulled(second).isEmpty());
      assertThat(second.shard().states()).contains(new Brake("acme", "released", 0, "ben"));
    }
  }
}
