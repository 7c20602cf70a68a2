package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Component;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A secret in a component's environment, of which its commands make a secret no longer. */
class SecretsTest {
  private static final String SECRET = "canary-4711-0815";

  @TempDir Path folder;
  private Patient patient;
  private Jdbi jdbi;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final StreamHandler handler = new StreamHandler(logged, new SimpleFormatter());

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    JdbcDataSource database = new JdbcDataSource();
    database.setURL(
        "jdbc:h2:file:" + folder.resolve("db") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
    Flyway.configure().dataSource(database).locations("db/migration").load().migrate();
    jdbi = Jdbi.create(database);
    handler.setLevel(Level.ALL);
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void end() {
    Logger.getLogger("").removeHandler(handler);
    patient.close();
  }

  @ParameterizedTest(name = "the command ends with {0}")
  @CsvSource({"0, HEALED", "3, NOT_HEALED"})
  void a_secret_is_in_no_command_line_no_log_and_no_record(int exitCode, Outcome.Result result)
      throws Exception {
    Files.writeString(
        patient.file("reload.sh"),
        """
        echo "the key is $KEY"
        printf %%s "$KEY" > given
        for process in /proc/[0-9]*; do cat $process/cmdline 2> /dev/null; done > cmdlines
        echo '{}' > patient.json
        exit %d
        """
            .formatted(exitCode));
    Files.writeString(patient.file("patient.json"), "{");
    var outcomes = new LinkedBlockingQueue<Outcome>();
    AuditLog audit = new AuditLog(jdbi);
    var log =
        new DatabaseLog(
            jdbi,
            audit,
            Clock.systemUTC(),
            new Leases(jdbi, "test", Duration.ofSeconds(30)),
            outcomes::add);

    try (var executor = executor(log)) {
      executor.submit(
          Patient.plan(
              "configuration-broken",
              "configuration",
              Duration.ofSeconds(5),
              Patient.step("reload", "process.reload", 0)));
      assertThat(outcomes.poll(20, TimeUnit.SECONDS)).extracting(Outcome::result).isEqualTo(result);
    }

    assertThat(patient.file("given")).as("what the command was given").hasContent(SECRET);
    assertThat(Files.readString(patient.file("cmdlines"), StandardCharsets.ISO_8859_1))
        .contains("reload.sh")
        .doesNotContain(SECRET);
    String records =
        audit.find(AuditFilter.newest(1000)).stream()
            .map(AuditRecord::toString)
            .collect(Collectors.joining("\n"));
    assertThat(records).contains("process.reload").doesNotContain(SECRET);
    if (exitCode != 0) {
      assertThat(records).contains("reload ended with 3: the key is ***");
    }
    handler.flush();
    assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
  }

  private PlaybookExecutor executor(DatabaseLog log) {
    var hands = patient.hands();
    return new PlaybookExecutor(
        new PlaybookExecutor.Parts(
            Patient.site(component()),
            Actions.shipped(),
            log,
            hands,
            new Health(hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
            new Brakes(folder.resolve("brake"), Clock.systemUTC()),
            folder.resolve("executions"),
            Duration.ofMillis(20)));
  }

  /** The patient with a secret in its environment, and a reload that tells it. */
  private Component component() {
    Component plain = patient.component(List.of());
    Component.ProcessSpec spec = patient.spec();
    return new Component(
        plain.id(),
        plain.type(),
        Optional.of(
            new Component.ProcessSpec(
                spec.start(),
                spec.stop(),
                List.of("/bin/sh", "reload.sh"),
                spec.user(),
                spec.directory(),
                Map.of("KEY", SECRET),
                spec.output(),
                spec.pidFile(),
                spec.match(),
                spec.stopTimeout())),
        plain.probes(),
        plain.listens(),
        plain.configuration(),
        plain.logs(),
        plain.mount(),
        plain.reclaim(),
        plain.data(),
        plain.dependsOn(),
        plain.policy(),
        plain.allows());
  }
}
