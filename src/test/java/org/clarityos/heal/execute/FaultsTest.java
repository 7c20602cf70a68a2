package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.execute.Patient.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.execute.Counted.Way;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.Action.Repeat;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Outcome.Result;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.testing.FaultRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a plan ends whose steps, undos or target fail, on a real patient. */
class FaultsTest {
  private static final String BROKEN = "{";
  private static final long LONG = 5000;
  private static final long SHORT = 200;

  @TempDir Path folder;
  private Patient patient;
  private Counted beside;
  private final MemoryLog log = new MemoryLog();
  private final List<PlaybookExecutor> executors = new ArrayList<>();

  /** A patient whose configuration is broken, and whose last good one is known. */
  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    Path configuration = patient.file("patient.json");
    patient.hands().lastGood().adopt(Patient.ID, configuration, Files.readAllBytes(configuration));
    Files.writeString(configuration, BROKEN);
    beside = new Counted(folder, "beside", Repeat.IDEMPOTENT, Way.WELL);
  }

  @AfterEach
  void end() {
    executors.forEach(PlaybookExecutor::close);
    patient.close();
  }

  @FaultRow(
      fault = "A command that may run once only hangs",
      made = "a listed command that sleeps",
      ends =
          "ended with its children after its `timeout`; `UNCERTAIN`: nothing is undone or repeated, and a person is told which"
              + " steps stand")
  @Test
  void a_command_that_hangs() throws Exception {
    command("sleep 60\n");

    run(restore(), call(SHORT));

    assertThat(log.result()).isEqualTo(Result.UNCERTAIN);
    assertThat(end(log)).contains("did not end within 200 ms").contains("not undone: restore");
    nothingRuns("command.sh");
  }

  @FaultRow(
      fault = "A step that may be repeated hangs",
      made = "an action that leaves a file and then waits",
      ends = "ended after its `timeout`; all is undone; `NOT_HEALED`")
  @Test
  void a_step_that_hangs() throws Exception {
    Counted hanging = new Counted(folder, "hanging", Repeat.IDEMPOTENT, Way.HANGS);

    run(List.of(hanging), restore(), step("hang", hanging.name(), SHORT));

    assertThat(log.result()).isEqualTo(Result.NOT_HEALED);
    assertThat(hanging.effect()).doesNotExist();
    assertThat(patient.file("patient.json")).hasContent(BROKEN);
  }

  @FaultRow(
      fault = "A step goes on though it is told to end",
      made = "an action that does not listen",
      ends =
          "`UNCERTAIN`: nothing is undone while it runs, and a person is told; no other plan for the component starts before it"
              + " has ended")
  @Test
  void a_step_that_goes_on() throws Exception {
    Counted deaf = new Counted(folder, "deaf", Repeat.IDEMPOTENT, Way.GOES_ON);
    PlaybookExecutor executor = executor(Patient.site(component()), List.of(deaf));
    RecoveryPlan next = another(step("beside", beside.name(), LONG));

    executor.submit(ill(restore(), step("deaf", deaf.name(), SHORT)));

    assertThat(log.result()).isEqualTo(Result.UNCERTAIN);
    assertThat(end(log)).contains("still runs").contains("not undone: restore, deaf");
    executor.submit(next);
    assertThat(log.endsWithin(Duration.ofMillis(500))).as("another ended").isFalse();
    assertThat(beside.runs()).as("steps of the other plan").isZero();
    Files.delete(deaf.effect());
    assertThat(log.result()).as("the other plan").isEqualTo(Result.HEALED);
  }

  @FaultRow(
      fault = "A step fails",
      made = "a listed command that ends with 1",
      ends = "what was done before is undone; `NOT_HEALED`")
  @Test
  void a_step_that_fails() throws Exception {
    command("exit 1\n");

    run(restore(), call(LONG));

    assertThat(log.result()).isEqualTo(Result.NOT_HEALED);
    assertThat(log.entries).contains("undone restore");
    assertThat(patient.file("patient.json")).hasContent(BROKEN);
  }

  @FaultRow(
      fault = "A step lies",
      made = "a listed command that ends with 0 and does nothing",
      ends = "the look from outside finds the illness; what was done is undone; `NOT_HEALED`")
  @Test
  void a_step_that_lies() throws Exception {
    command("exit 0\n");

    run(step("beside", beside.name(), LONG), call(LONG));

    assertThat(log.result()).isEqualTo(Result.NOT_HEALED);
    assertThat(end(log)).contains("not verified");
    assertThat(beside.effect()).doesNotExist();
  }

  @FaultRow(
      fault = "An undo fails",
      made = "a command that removes the copies that an undo needs, and fails",
      ends = "the other undos run; `WORSE`, and a person is told which step stands")
  @Test
  void an_undo_that_fails() throws Exception {
    command("rm -r '" + folder.resolve("executions") + "'\nexit 1\n");

    run(step("beside", beside.name(), LONG), restore(), call(LONG));

    assertThat(log.result()).isEqualTo(Result.WORSE);
    assertThat(end(log)).contains("not all could be undone: step restore");
    assertThat(beside.effect()).doesNotExist();
  }

  @FaultRow(
      fault = "An undo hangs",
      made = "a reload command that sleeps, run by the undo of a restored configuration",
      ends =
          "ended after three times its step's `timeout`; the other undos run; `WORSE`, and a person is told which step stands")
  @Test
  void an_undo_that_hangs() throws Exception {
    Files.writeString(patient.file("patient.json"), "{\"port\": 2}");
    Files.writeString(patient.file("reload.sh"), "sleep 60\n");
    command("exit 1\n");
    patient.start();

    run(
        step("beside", beside.name(), LONG),
        step("restore", "configuration.restore-last-good", SHORT),
        call(LONG));

    assertThat(log.result()).isEqualTo(Result.WORSE);
    assertThat(end(log)).contains("step restore: it did not end within 600 ms");
    assertThat(beside.effect()).doesNotExist();
    nothingRuns("reload.sh");
  }

  @FaultRow(
      fault = "The registration of an undo hangs",
      made = "an action whose `prepare` waits",
      ends =
          "ended after its step's `timeout`; the step never runs, what was done before is undone; `NOT_HEALED`")
  @Test
  void a_registration_that_hangs() throws Exception {
    Counted hanging = new Counted(folder, "hanging", Repeat.IDEMPOTENT, Way.UNPREPARED);

    run(List.of(hanging), restore(), step("hang", hanging.name(), SHORT));

    assertThat(log.result()).isEqualTo(Result.NOT_HEALED);
    assertThat(hanging.runs()).as("runs of a step without an undo").isZero();
    assertThat(patient.file("patient.json")).hasContent(BROKEN);
  }

  @FaultRow(
      fault = "The target vanishes before a step",
      made = "a signal to a process that has ended",
      ends = "the step fails, what was done before is undone; `NOT_HEALED`")
  @Test
  void a_target_that_has_gone() throws Exception {
    patient.start();
    patient.close();

    run(restore(), signal());

    assertThat(log.result()).isEqualTo(Result.NOT_HEALED);
    assertThat(end(log)).contains("no process of service:patient runs");
    assertThat(patient.file("patient.json")).hasContent(BROKEN);
  }

  @FaultRow(
      fault = "The target vanishes while a step works on it",
      made = "the process is killed while a command runs that ends with 0",
      ends = "all is undone; `WORSE`, and a person is told that it ran and does not")
  @Test
  void a_target_that_goes() throws Exception {
    command("kill -9 " + patient.start() + "\n");

    run(restore(), call(LONG));

    assertThat(log.result()).isEqualTo(Result.WORSE);
    assertThat(end(log)).contains(Patient.ID + " was ILL and is DOWN");
    assertThat(patient.file("patient.json")).hasContent(BROKEN);
  }

  @FaultRow(
      fault = "The component leaves the inventory halfway",
      made = "the program is started again with an inventory without it",
      ends = "`UNCERTAIN`: nothing more is done, and a person is told which steps stand")
  @Test
  void a_component_that_leaves_the_inventory() throws Exception {
    RecoveryPlan halfway = ill(step("beside", beside.name(), LONG), restore());
    log.started(halfway);
    log.intended(halfway, "beside", JsonNodeFactory.instance.objectNode().put("file", "any"));
    log.done(halfway, "beside", true, "done", 1);
    Component other = patient.component("service:other", List.of(), Allowance.NONE);

    executor(Patient.site(other), List.of()).resume();

    assertThat(log.result()).isEqualTo(Result.UNCERTAIN);
    assertThat(end(log)).contains("no longer in the inventory; not undone: beside");
    assertThat(beside.runs()).isZero();
  }

  private void command(String script) throws Exception {
    Files.writeString(patient.file("command.sh"), script);
  }

  private void run(Playbook.Step... steps) {
    run(List.of(), steps);
  }

  private void run(List<Action<?>> more, Playbook.Step... steps) {
    executor(Patient.site(component()), more).submit(ill(steps));
  }

  private static RecoveryPlan ill(Playbook.Step... steps) {
    return plan("configuration-broken", "healthy", Duration.ofMillis(50), steps);
  }

  private static RecoveryPlan another(Playbook.Step... steps) {
    RecoveryPlan plan = ill(steps);
    return new RecoveryPlan(
        plan.component(),
        "another incident",
        1,
        plan.knownIssue(),
        plan.playbook(),
        plan.version(),
        plan.steps(),
        plan.pending(),
        new Playbook.Verify("configuration", Duration.ofMillis(20), Duration.ofSeconds(5)),
        plan.decidedAt());
  }

  private static Playbook.Step restore() {
    return step("restore", "configuration.restore-last-good", LONG);
  }

  private static Playbook.Step call(long millis) {
    ObjectNode with = JsonNodeFactory.instance.objectNode().put("name", "command");
    return step("call", "command.run", millis, with);
  }

  private static Playbook.Step signal() {
    ObjectNode with = JsonNodeFactory.instance.objectNode().put("signal", "hup");
    return step("signal", "process.signal", LONG, with);
  }

  private static Playbook.Step step(String id, String action, long millis) {
    return step(id, action, millis, JsonNodeFactory.instance.objectNode());
  }

  private static Playbook.Step step(String id, String action, long millis, ObjectNode with) {
    return new Playbook.Step(
        id, action, with, Duration.ofMillis(millis), 0, "none", "it is a test");
  }

  private static String end(MemoryLog log) {
    return log.entries.get(log.entries.size() - 1);
  }

  /** The patient, with a command that may be run, and a reload of its own. */
  private Component component() {
    Component whole = patient.component(List.of());
    Component.ProcessSpec spec = patient.spec();
    return new Component(
        whole.id(),
        whole.type(),
        Optional.of(
            new Component.ProcessSpec(
                spec.start(),
                spec.stop(),
                script("reload.sh"),
                spec.user(),
                spec.directory(),
                spec.environment(),
                spec.output(),
                spec.pidFile(),
                spec.match(),
                spec.stopTimeout())),
        whole.probes(),
        whole.listens(),
        whole.configuration(),
        whole.logs(),
        whole.mount(),
        whole.reclaim(),
        whole.data(),
        whole.dependsOn(),
        whole.policy(),
        new Allowance(
            Optional.empty(),
            "",
            Map.of("command", script("command.sh")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of()));
  }

  private List<String> script(String name) {
    return List.of("/bin/sh", patient.file(name).toString());
  }

  private PlaybookExecutor executor(Inventory site, List<Action<?>> more) {
    List<Action<?>> actions = new ArrayList<>(Actions.shipped().all().values());
    actions.addAll(more);
    actions.add(beside);
    var hands = patient.hands();
    PlaybookExecutor executor =
        new PlaybookExecutor(
            new PlaybookExecutor.Parts(
                site,
                new Actions(actions),
                log,
                hands,
                new Health(
                    hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
                new Brakes(folder.resolve("brake"), Clock.systemUTC()),
                folder.resolve("executions"),
                Duration.ofMillis(50)));
    executors.add(executor);
    return executor;
  }

  private void nothingRuns(String script) {
    String file = patient.file(script).toString();
    Patient.await(
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains(file)));
  }
}
