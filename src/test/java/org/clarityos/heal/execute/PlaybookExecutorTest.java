package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.execute.Patient.plan;
import static org.clarityos.heal.execute.Patient.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.plan.RecoveryPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookExecutorTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  @TempDir Path folder;
  private Patient patient;
  private final MemoryLog log = new MemoryLog();
  private final List<PlaybookExecutor> executors = new ArrayList<>();

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
  }

  @AfterEach
  void end() {
    executors.forEach(PlaybookExecutor::close);
    patient.close();
  }

  private PlaybookExecutor executor(Action<?>... more) {
    List<Action<?>> actions = new ArrayList<>(Actions.shipped().all().values());
    actions.addAll(List.of(more));
    var hands = patient.hands();
    PlaybookExecutor executor =
        new PlaybookExecutor(
            new PlaybookExecutor.Parts(
                Patient.site(patient.component(List.of())),
                new Actions(actions),
                log,
                hands,
                new Health(
                    hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
                brakes(),
                folder.resolve("executions"),
                Duration.ofMillis(200)));
    executors.add(executor);
    return executor;
  }

  private Brakes brakes() {
    return new Brakes(folder.resolve("brake"), Clock.systemUTC());
  }

  private static RecoveryPlan start() {
    return plan(
        "process-crashed",
        "process",
        WITHIN,
        step("orphans", "process.kill-orphans", 0),
        step("start", "process.start", 0));
  }

  @Test
  void a_process_that_is_gone_is_started_and_counts_as_healed_after_the_stability_window()
      throws Exception {
    executor().submit(start());

    assertThat(log.result()).isEqualTo(Outcome.Result.HEALED);
    assertThat(patient.runs()).isTrue();
    assertThat(log.entries)
        .containsSubsequence(
            "started", "intended start", "well", "ended: well over the stability window");
    assertThat(log.anotherEnded()).isFalse();
  }

  @Test
  void data_of_a_healed_component_become_its_stable_copy() throws Exception {
    executor().submit(start());

    assertThat(log.result()).isEqualTo(Outcome.Result.HEALED);
    assertThat(patient.hands().lastGood().read(Patient.ID, patient.file("data")))
        .get()
        .isEqualTo("precious".getBytes());
  }

  @Test
  void a_decision_that_is_more_than_a_minute_old_is_stale_and_nothing_is_done() throws Exception {
    RecoveryPlan fresh = start();
    executor()
        .submit(
            new RecoveryPlan(
                fresh.component(),
                fresh.incident(),
                fresh.attempt(),
                fresh.knownIssue(),
                fresh.playbook(),
                fresh.version(),
                fresh.steps(),
                fresh.pending(),
                fresh.verify(),
                fresh.decidedAt() - 61_000));

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(patient.runs()).isFalse();
    assertThat(log.entries)
        .contains(
            "ended: the decision was 61 s old when its plan was to start: it is stale after 60 s");
  }

  @Test
  void plans_that_the_executor_s_queue_does_not_hold_wait_and_none_is_lost() throws Exception {
    RecoveryPlan one = start();
    int many = 1100;
    PlaybookExecutor executor = executor();
    log.elsewhere = true;
    for (int i = 0; i < many; i++) {
      executor.submit(
          new RecoveryPlan(
              "t/s/h/service:gone-" + i,
              "incident-" + i,
              one.attempt(),
              one.knownIssue(),
              one.playbook(),
              one.version(),
              one.steps(),
              one.pending(),
              one.verify(),
              one.decidedAt()));
    }
    log.elsewhere = false;

    for (int i = 0; i < many; i++) {
      assertThat(log.result()).isEqualTo(Outcome.Result.UNCERTAIN);
    }
  }

  @Test
  void nothing_is_done_when_the_illness_has_gone() throws Exception {
    long pid = patient.start();

    executor().submit(start());

    assertThat(log.result()).isEqualTo(Outcome.Result.NOTHING_TO_DO);
    assertThat(log.entries).noneMatch(entry -> entry.startsWith("intended"));
    assertThat(patient.processes().main(patient.spec()).orElseThrow().pid()).isEqualTo(pid);
  }

  @Test
  void safe_steps_alone_that_start_nothing_are_undone_and_say_nothing_about_the_playbook()
      throws Exception {
    Files.writeString(patient.file("patient.pid"), "1\n");
    RecoveryPlan whole =
        plan(
            "stale-pid-file",
            "process",
            Duration.ofMinutes(10),
            step("remove", "pidfile.remove-stale", 0));
    RecoveryPlan subset =
        new RecoveryPlan(
            whole.component(),
            whole.incident(),
            whole.attempt(),
            whole.knownIssue(),
            whole.playbook(),
            whole.version(),
            whole.steps(),
            List.of("start"),
            whole.verify(),
            whole.decidedAt());

    executor().submit(subset);

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(patient.file("patient.pid")).hasContent("1");
  }

  @Test
  void what_did_not_help_is_undone_in_reverse_order() throws Exception {
    var good = Files.readAllBytes(patient.file("patient.json"));
    patient.hands().lastGood().adopt(Patient.ID, patient.file("patient.json"), good);
    patient.hands().lastGood().adopt(Patient.ID, patient.file("data"), "stable".getBytes());
    Files.writeString(patient.file("patient.json"), "{\"port\": 2}");

    executor()
        .submit(
            plan(
                "configuration-broken",
                "process",
                Duration.ofMillis(100),
                step("restore", "configuration.restore-last-good", 0),
                step("reset", "data.reset-to-stable", 0)));

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
    assertThat(log.entries).containsSubsequence("undone reset", "undone restore");
    assertThat(patient.file("patient.json")).hasContent("{\"port\": 2}");
    assertThat(patient.file("data")).hasContent("precious");
  }

  @Test
  void a_failed_undo_counts_as_worse() throws Exception {
    var failing = new Counting(0, Action.Repeat.IDEMPOTENT, true);

    executor(failing)
        .submit(plan("x", "process", Duration.ofMillis(50), step("count", failing.name(), 0)));

    assertThat(log.result()).isEqualTo(Outcome.Result.WORSE);
  }

  @Test
  void a_retried_step_keeps_the_undo_of_its_first_try() throws Exception {
    var counting = new Counting(1, Action.Repeat.IDEMPOTENT, false);

    executor(counting)
        .submit(plan("x", "process", Duration.ofMillis(50), step("count", counting.name(), 1)));

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
    assertThat(counting.prepared).as("undo registered").hasValue(1);
    assertThat(counting.runs).as("tries").hasValue(2);
    assertThat(counting.undone).as("undone").hasValue(1);
  }

  @Test
  void a_brake_stops_a_plan_before_its_next_step_and_undoes_what_was_done() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch braked = new CountDownLatch(1);
    var blocking = new Counting(0, Action.Repeat.IDEMPOTENT, false, running, braked);

    executor(blocking)
        .submit(
            plan(
                "x",
                "process",
                WITHIN,
                step("count", blocking.name(), 0),
                step("start", "process.start", 0)));
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
    brakes().pull(new Brake("t/s", "a person is working here", Long.MAX_VALUE, "anna"));
    braked.countDown();

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(log.entries).contains("undone count").doesNotContain("intended start");
    assertThat(patient.runs()).isFalse();
  }

  @Test
  void after_a_crash_done_steps_are_not_run_again_and_an_intended_one_is_looked_at()
      throws Exception {
    var counting = new Counting(0, Action.Repeat.IDEMPOTENT, false);
    RecoveryPlan plan =
        plan(
            "process-crashed",
            "process",
            WITHIN,
            step("count", counting.name(), 0),
            step("start", "process.start", 0));
    log.started(plan);
    log.intended(plan, "count", counting.registered());
    log.done(plan, "count", true, "counted", 1);
    log.intended(plan, "start", JsonNodeFactory.instance.objectNode());
    long pid = patient.start();

    executor(counting).resume();

    assertThat(log.result()).isEqualTo(Outcome.Result.HEALED);
    assertThat(counting.runs).hasValue(0);
    assertThat(log.entries).contains("done start: it runs already as process " + pid);
  }

  @Test
  void after_a_crash_a_step_that_may_run_once_only_leaves_the_plan_uncertain() throws Exception {
    var once = new Counting(0, Action.Repeat.AT_MOST_ONCE, false);
    RecoveryPlan plan = plan("x", "process", WITHIN, step("count", once.name(), 0));
    log.started(plan);
    log.intended(plan, "count", once.registered());

    executor(once).resume();

    assertThat(log.result()).isEqualTo(Outcome.Result.UNCERTAIN);
    assertThat(once.runs).hasValue(0);
  }

  @Test
  void after_a_crash_in_a_rollback_the_rollback_goes_on_and_no_step_runs_again() throws Exception {
    var counting = new Counting(0, Action.Repeat.IDEMPOTENT, false);
    RecoveryPlan plan =
        plan(
            "x",
            "process",
            Duration.ofMillis(50),
            step("first", counting.name(), 0),
            step("second", counting.name(), 0));
    log.started(plan);
    for (String step : List.of("first", "second")) {
      log.intended(plan, step, counting.registered());
      log.done(plan, step, true, "counted", 1);
    }
    log.takenBack(
        plan, new ExecutionLog.TakenBack(Outcome.Result.NOT_HEALED, "the program is cut here"));
    log.undone(plan, "second", true, "put back");

    executor(counting).resume();

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
    assertThat(counting.runs).as("steps run again").hasValue(0);
    assertThat(counting.undone).as("steps undone").hasValue(1);
  }

  @Test
  void a_step_that_takes_too_long_is_ended_before_anything_is_undone() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    var endless = new Counting(0, Action.Repeat.IDEMPOTENT, false, running, new CountDownLatch(1));
    var step =
        new org.clarityos.heal.playbook.Playbook.Step(
            "count",
            endless.name(),
            JsonNodeFactory.instance.objectNode(),
            Duration.ofMillis(100),
            0,
            "automatic",
            "");

    executor(endless).submit(plan("x", "process", WITHIN, step));

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
    assertThat(endless.runningWhenUndone).as("steps running while undone").hasValue(0);
    assertThat(log.entries).anyMatch(entry -> entry.contains("did not end within 100 ms"));
  }

  @Test
  void a_process_that_was_stopped_is_started_again_when_a_later_step_fails() throws Exception {
    var failing = new Counting(1, Action.Repeat.IDEMPOTENT, false);
    Files.writeString(patient.file("patient.json"), "{");
    long before = patient.start();

    executor(failing)
        .submit(
            plan(
                "x",
                "configuration",
                WITHIN,
                step("stop", "process.stop", 0),
                step("count", failing.name(), 0)));

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
    assertThat(patient.processes().main(patient.spec()).orElseThrow().pid()).isNotEqualTo(before);
  }

  @Test
  void a_fault_of_the_program_itself_ends_the_plan_as_uncertain() throws Exception {
    RecoveryPlan plan = plan("x", "process", WITHIN, step("none", "there.is-no-such", 0));

    executor().submit(plan);

    assertThat(log.result()).isEqualTo(Outcome.Result.UNCERTAIN);
  }

  /** An action that counts what is done with it and fails its first runs. */
  private static final class Counting implements Action<Action.None> {
    final AtomicInteger prepared = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger undone = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger runningWhenUndone = new AtomicInteger();
    private final int failures;
    private final Repeat repeat;
    private final boolean undoFails;
    private final CountDownLatch begun;
    private final CountDownLatch awaited;

    Counting(int failures, Repeat repeat, boolean undoFails) {
      this(failures, repeat, undoFails, new CountDownLatch(1), new CountDownLatch(0));
    }

    Counting(
        int failures,
        Repeat repeat,
        boolean undoFails,
        CountDownLatch begun,
        CountDownLatch awaited) {
      this.failures = failures;
      this.repeat = repeat;
      this.undoFails = undoFails;
      this.begun = begun;
      this.awaited = awaited;
    }

    @Override
    public String name() {
      return "test.count";
    }

    @Override
    public String summary() {
      return "Counts.";
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
      return repeat;
    }

    ObjectNode registered() {
      return JsonNodeFactory.instance.objectNode().put("was", 0);
    }

    @Override
    public ObjectNode prepare(None none, ActionContext context) {
      prepared.incrementAndGet();
      return registered();
    }

    @Override
    public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
      running.incrementAndGet();
      try {
        begun.countDown();
        awaited.await();
      } catch (InterruptedException e) {
        long until = System.nanoTime() + Duration.ofMillis(200).toNanos();
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        throw e;
      } finally {
        running.decrementAndGet();
      }
      if (runs.incrementAndGet() <= failures) {
        throw new ActionFailed("not yet");
      }
      return "counted";
    }

    @Override
    public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
      runningWhenUndone.set(running.get());
      if (undoFails) {
        throw new ActionFailed("it cannot be put back");
      }
      undone.incrementAndGet();
      return "put back";
    }
  }
}
