package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;
import static org.clarityos.heal.diagnose.Story.endpoint;
import static org.clarityos.heal.diagnose.Story.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Replay;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Evidence;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Symptom;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.PackCompiler;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packs whose rules compile and then throw, or fire for ever. */
class QuarantineTest {
  private static final AtomicLong NUMBER = new AtomicLong();
  private final AtomicLong time = new AtomicLong(START);
  private JdbcConnectionPool pool;
  private Jdbi jdbi;
  @TempDir private Path rules;

  @BeforeEach
  void database() {
    String url =
        "jdbc:h2:mem:quarantine"
            + NUMBER.incrementAndGet()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
    pool = JdbcConnectionPool.create(url, "sa", "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    jdbi = Jdbi.create(pool);
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  @ParameterizedTest(name = "a pack that {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "throws | rule:sick-rule | EndpointState(status == EndpointState.Status.ERROR, $c: component)"
            + " | Evidence.of(\"x\", $c, \"x\", \"no number\")",
        "fires for ever | pack:sick | (Finding($c: component, $t: type) or Evidence($c: component, $t: group))"
            + " | Evidence.of(\"x\", $c, $t + \"!\", \"0.5\")",
        "does not return for seconds | pack:sick | Finding($c: component, text matches \"(?:x{1,9}x{1,9})+?y\")"
            + " | new Symptom($c, \"x\")",
      })
  void isLeftOutAndTheRestGoesOn(String what, String left, String when, String then)
      throws Exception {
    pack("sick", "\"evidence\"", when, then);
    if (then.contains("Symptom")) {
      pack("sick", "\"symptom\"", when, then);
    }
    healthyPacks();
    RuleBase base = PackCompiler.compile(rules);
    try (Shard shard = shard(base)) {
      put(shard, 100, process(ProcessState.Status.RUNNING, 100));
      put(shard, 1000, endpoint(EndpointState.Status.ERROR, 1000));
      put(shard, 1500, new Finding(WEB, "log", "log", "x".repeat(30), START + 1500, "test"));
      put(shard, 2000, process(ProcessState.Status.CRASHED, 2000));
      assertThat(shard.states()).anyMatch(state -> state.key().equals(left.replace(':', '|')));
      assertThat(shard.derived())
          .contains(new Symptom(WEB, "process-crashed"), new Symptom(WEB, "users-see-errors"));
    }
    assertThat(Replay.run(new JournalStore(jdbi), base, 0).fault()).isEmpty();
    try (Shard again = shard(base)) {
      put(again, 3000, endpoint(EndpointState.Status.UP, 3000));
      put(again, 4000, endpoint(EndpointState.Status.ERROR, 4000));
      assertThat(again.derived()).contains(new Symptom(WEB, "users-see-errors"));
    }
  }

  @Test
  void aMendedPackRunsAgain() throws Exception {
    String when = "EndpointState(status == EndpointState.Status.ERROR, $c: component)";
    pack("sick", "\"evidence\"", when, "Evidence.of(\"x\", $c, \"x\", \"no number\")");
    healthyPacks();
    try (Shard shard = shard(PackCompiler.compile(rules))) {
      put(shard, 1000, endpoint(EndpointState.Status.ERROR, 1000));
    }
    pack("sick", "\"symptom\"", when, "new Symptom($c, \"mended\")");
    try (Shard shard = shard(PackCompiler.compile(rules))) {
      put(shard, 2000, process(ProcessState.Status.RUNNING, 2000));
      assertThat(shard.derived()).contains(new Symptom(WEB, "mended"));
    }
  }

  @Test
  void everyRuleThatThrowsOnABatchIsLeftOut() throws Exception {
    String when = "EndpointState(status == EndpointState.Status.ERROR, $c: component)";
    pack("sick", "\"evidence\"", when, "Evidence.of(\"x\", $c, \"x\", \"no number\")");
    pack("ill", "\"evidence\"", when, "Evidence.of(\"y\", $c, \"y\", \"no number\")");
    healthyPacks();
    try (Shard shard = shard(PackCompiler.compile(rules))) {
      put(shard, 1000, endpoint(EndpointState.Status.ERROR, 1000));
      assertThat(shard.states()).extracting(State::key).contains("rule|sick-rule", "rule|ill-rule");
      assertThat(shard.derived()).contains(new Symptom(WEB, "users-see-errors"));
    }
  }

  @Test
  void aBatchThatThePolicyThrowsOnIsRefusedAndItsSenderTold() throws Exception {
    pack(
        "policy",
        "\"confidence\"",
        "EndpointState(status == EndpointState.Status.ERROR, $c: component)",
        "new Confidence($c, \"x\", new java.math.BigDecimal(\"no number\"))");
    try (Shard shard = shard(PackCompiler.compile(rules))) {
      var refused = shard.put(endpoint(EndpointState.Status.ERROR, 0));
      assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("rules threw");
      put(shard, 1000, endpoint(EndpointState.Status.UP, 1000));
      assertThat(shard.states()).contains(endpoint(EndpointState.Status.UP, 1000));
    }
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | what fires five times a minute with the default budget | false",
        "budgets: {firingsPerMinute: 4} | what fires more often than its manifest says | true",
        "budgets: {firingsPerMinute: 5} | what fires as often as its manifest says | false",
        "budgets: {facts: 4} | what holds more facts than its manifest says | true",
        "budgets: {facts: 5} | what holds as many facts as its manifest says | false",
      })
  void theManifestsBudgetIsThePacks(String budgets, String what, boolean left) throws Exception {
    String then = "Evidence.of(\"x\", $c, $t, \"0.5\")";
    pack("busy", "\"evidence\"", "Finding($c: component, $t: type)", then);
    Files.writeString(
        rules.resolve("busy/pack.yaml"), "id: busy\nversion: 1.0.0\n" + budgets + "\n");
    try (Shard shard = shard(PackCompiler.compile(rules))) {
      for (int i = 1; i <= 5; i++) {
        put(shard, i * 1000, new Finding(WEB, "type-" + i, "log", "x", START + i * 1000, "test"));
      }
      put(shard, 6000, endpoint(EndpointState.Status.ERROR, 6000));
      assertThat(shard.states().stream().anyMatch(state -> state.key().equals("rule|busy-rule")))
          .isEqualTo(left);
      assertThat(shard.derived().contains(Evidence.of("x", WEB, "type-5", "0.5"))).isEqualTo(!left);
    }
  }

  private void healthyPacks() throws Exception {
    pack(
        "steady",
        "\"symptom\"",
        "EndpointState(status == EndpointState.Status.ERROR, $c: component)",
        "new Symptom($c, \"users-see-errors\")");
    pack(
        "calm",
        "\"symptom\"",
        "ProcessState(status == ProcessState.Status.CRASHED, $c: component)",
        "new Symptom($c, \"process-crashed\")");
  }

  private void pack(String name, String phase, String when, String then) throws Exception {
    Path pack = Files.createDirectories(rules.resolve(name));
    Files.writeString(pack.resolve("pack.yaml"), "id: " + name + "\nversion: 1.0.0\n");
    Files.writeString(
        pack.resolve(name + ".drl"),
        """
        package org.clarityos.heal.rules.%s;
        import org.clarityos.heal.fact.*;
        rule "A rule of %s"
        @id(%s-rule)
        ruleflow-group %s
        when
          %s
        then
          insertLogical(%s);
        end
        """
            .formatted(name, name, name, phase, when, then));
  }

  private Shard shard(RuleBase base) throws InterruptedException {
    Shard.Bounds bounds = new Shard.Bounds(1000, Duration.ofSeconds(1));
    Shard.Stores stores = new Shard.Stores(new JournalStore(jdbi), new AuditLog(jdbi));
    Shard shard = new Shard(0, base, stores, time::get, bounds, released -> {});
    shard.start();
    return shard;
  }

  private void put(Shard shard, long millis, Fact fact) throws Exception {
    time.set(START + millis);
    shard.put(fact).get(60, TimeUnit.SECONDS);
  }
}
