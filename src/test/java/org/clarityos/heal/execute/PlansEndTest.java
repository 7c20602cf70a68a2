package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.execute.Patient.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.plan.RecoveryPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that something keeps from going on: each comes to an end, and says which. */
class PlansEndTest {
  private static final Duration WITHIN = Duration.ofMillis(500);

  @TempDir private Path folder;
  private Patient patient;
  private final MemoryLog log = new MemoryLog();
  private PlaybookExecutor executor;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
  }

  @AfterEach
  void end() {
    executor.close();
    patient.close();
  }

  private void submit(RecoveryPlan plan, Component component, Path proc, Action<?> action) {
    List<Action<?>> actions = new ArrayList<>(Actions.shipped().all().values());
    actions.add(action);
    var hands = patient.hands();
    executor =
        new PlaybookExecutor(
            new PlaybookExecutor.Parts(
                Patient.site(component),
                new Actions(actions),
                log,
                hands,
                new Health(
                    new ProcessTable(proc), new EndpointAsker(hands.commands()), hands.commands()),
                brakes(),
                folder.resolve("executions"),
                Duration.ofMillis(200)));
    executor.submit(plan);
  }

  private Brakes brakes() {
    return new Brakes(folder.resolve("brake"), Clock.systemUTC());
  }

  private static RecoveryPlan plan(String check, int retries) {
    return Patient.plan("x", check, WITHIN, step("tried", "test.tried", retries));
  }

  /** The patient with a probe that answers well and ill by turns. */
  private Component flapping() throws IOException {
    Path probe =
        Files.writeString(
            folder.resolve("probe.sh"),
            "if [ -e \"$1\" ]; then rm \"$1\"; exit 1; else : > \"$1\"; fi\n");
    Component whole = patient.component(List.of());
    return new Component(
        whole.id(),
        whole.type(),
        whole.process(),
        List.of(
            new Component.Probe(
                "page",
                "",
                List.of("/bin/sh", probe.toString(), folder.resolve("turn").toString()),
                null,
                Duration.ofSeconds(5),
                null,
                0,
                "")),
        whole.listens(),
        whole.configuration(),
        whole.logs(),
        whole.mount(),
        whole.reclaim(),
        whole.data(),
        whole.dependsOn(),
        whole.policy(),
        whole.allows());
  }

  @Test
  void a_component_that_is_well_and_ill_by_turns_is_not_healed() throws Exception {
    submit(plan("probes", 0), flapping(), Path.of("/proc"), new Tried(() -> {}));

    assertThat(log.result()).isEqualTo(Outcome.Result.NOT_HEALED);
  }

  @Test
  void a_brake_that_is_pulled_while_an_undo_is_registered_keeps_its_step_from_beginning()
      throws Exception {
    Tried tried = new Tried(() -> {}, this::pull);
    submit(plan("process", 0), patient.component(List.of()), Path.of("/proc"), tried);

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(tried.runs).hasValue(0);
    assertThat(log.entries).contains("ended: the brake is pulled: look first");
  }

  @Test
  void a_brake_that_is_pulled_while_a_step_is_tried_keeps_it_from_being_tried_again()
      throws Exception {
    Tried tried =
        new Tried(
            () -> {
              pull();
              throw new ActionFailed("it does not help");
            });
    submit(plan("process", 5), patient.component(List.of()), Path.of("/proc"), tried);

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(tried.runs).hasValue(1);
    assertThat(tried.undone).hasValue(1);
  }

  @Test
  void a_plan_before_which_nothing_can_be_seen_does_nothing() throws Exception {
    Tried tried = new Tried(() -> {});
    submit(
        plan("process", 0), patient.component(List.of()), folder.resolve("no-such-folder"), tried);

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(tried.runs).hasValue(0);
  }

  @Test
  void a_plan_after_which_nothing_can_be_seen_is_left_to_a_person() throws Exception {
    Path proc = Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc"));
    submit(plan("process", 0), patient.component(List.of()), proc, new Tried(() -> gone(proc)));

    assertThat(log.result()).isEqualTo(Outcome.Result.UNCERTAIN);
    assertThat(log.entries).anyMatch(entry -> entry.contains("not undone: tried"));
  }

  @Test
  void a_plan_whose_playbook_has_gone_does_nothing() throws Exception {
    RecoveryPlan whole = plan("process", 0);
    var decision =
        new Decision(
            whole.component(),
            whole.incident(),
            whole.attempt(),
            Decision.Verdict.ACT,
            "test",
            BigDecimal.ONE,
            "it is a test",
            whole.decidedAt());
    submit(
        Binder.without(decision, "x"),
        patient.component(List.of()),
        Path.of("/proc"),
        new Tried(() -> {}));

    assertThat(log.result()).isEqualTo(Outcome.Result.STOPPED);
    assertThat(log.entries).contains("ended: there is no playbook test any more; nothing was done");
  }

  private void pull() throws ActionFailed {
    try {
      brakes().pull(new Brake("t/s", "look first", Long.MAX_VALUE, "anna"));
    } catch (IOException e) {
      throw new ActionFailed("the brake cannot be pulled: " + e, e);
    }
  }

  private static void gone(Path link) throws ActionFailed {
    try {
      Files.delete(link);
    } catch (IOException e) {
      throw new ActionFailed("the link cannot be removed: " + e, e);
    }
  }

  private interface Work {
    void run() throws ActionFailed;
  }

  /** An action that can be undone, and counts. */
  private static final class Tried implements Action<Action.None> {
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger undone = new AtomicInteger();
    private final Work work;
    private final Work before;

    Tried(Work work) {
      this(work, () -> {});
    }

    Tried(Work work, Work before) {
      this.work = work;
      this.before = before;
    }

    @Override
    public String name() {
      return "test.tried";
    }

    @Override
    public String summary() {
      return "Is tried.";
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
    public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
      before.run();
      return JsonNodeFactory.instance.objectNode().put("was", 0);
    }

    @Override
    public String run(None none, ActionContext context) throws ActionFailed {
      runs.incrementAndGet();
      work.run();
      return "tried";
    }

    @Override
    public String undo(ObjectNode registered, ActionContext context) {
      undone.incrementAndGet();
      return "taken back";
    }
  }
}
