package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.playbook.Playbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunnerTest {
  @TempDir Path folder;
  private Patient patient;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
  }

  @AfterEach
  void end() {
    patient.close();
  }

  private DryRunner runner(Inventory site) {
    var hands = patient.hands();
    Actions actions = Actions.shipped();
    return new DryRunner(
        new PlaybookExecutor.Parts(
            site,
            actions,
            new MemoryLog(),
            hands,
            new Health(hands.processes(), new EndpointAsker(hands.commands()), hands.commands()),
            new Brakes(folder.resolve("brake"), Clock.systemUTC()),
            folder.resolve("executions"),
            Duration.ofMillis(200)),
        new Binder(actions::safety, actions::version));
  }

  private DryRun dryRun(Playbook.Step... steps) throws Exception {
    return dryRun(Patient.site(patient.component(List.of())), steps);
  }

  private DryRun dryRun(Inventory site, Playbook.Step... steps) throws Exception {
    return runner(site).run(playbook("service", steps), Patient.ID).orElseThrow();
  }

  private static Playbook playbook(String kind, Playbook.Step... steps) {
    return new Playbook(
        "test",
        "1.0.0",
        "A test",
        "",
        "stable",
        10,
        List.of(new Playbook.Handles("process-crashed", List.of(kind))),
        List.of("start"),
        List.of(steps),
        new Playbook.Verify("process", Duration.ofMillis(20), Duration.ofSeconds(5)),
        "",
        "0123456789abcdef");
  }

  private static Playbook.Step step(String action) {
    return Patient.step(action, action, 0);
  }

  private static Playbook.Step step(String action, ObjectNode with) {
    return new Playbook.Step(
        action, action, with, Duration.ofSeconds(10), 0, "none", "it is a test");
  }

  private static ObjectNode with(String field, String value) {
    return JsonNodeFactory.instance.objectNode().put(field, value);
  }

  @Test
  void a_restart_is_told_step_by_step_with_impact_undo_and_safe_subset() throws Exception {
    long pid = patient.start();

    DryRun told = dryRun(step("data.save"), step("process.stop"), step("process.start"));

    assertThat(told.refusal()).isEmpty();
    assertThat(told.verify()).isEqualTo("process within 5000 ms, looked at every 20 ms");
    assertThat(told.steps()).extracting(DryRun.Step::safe).containsExactly(true, false, false);
    DryRun.Step stop = told.steps().get(1);
    assertThat(stop.does()).isEqualTo("sends it TERM, and sends KILL to what stays after 2000 ms");
    assertThat(stop.seen()).startsWith("now: process ").contains(Long.toString(pid));
    assertThat(stop.safety()).isEqualTo(Safety.RESTART);
    assertThat(stop.impact()).isEqualTo("interrupts the component");
    assertThat(stop.undo()).isEqualTo("starts it again, unless it runs");
    assertThat(told.steps().get(2).undo()).isEqualTo("none: it is a test");
    assertThat(told.steps().get(2).does())
        .isEqualTo("starts /bin/sh %1$s/patient.sh in %1$s, unless it runs".formatted(folder));
  }

  @Test
  void what_needs_the_component_is_interrupted_with_it() throws Exception {
    Component shop =
        new Component(
            "service:shop",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of("service:patient"),
            null,
            null);

    DryRun told = dryRun(Patient.site(patient.component(List.of()), shop), step("process.stop"));

    assertThat(told.affected()).containsExactly("t/s/h/service:shop");
    assertThat(told.steps().get(0).impact())
        .isEqualTo("interrupts the component and with it t/s/h/service:shop");
  }

  @Test
  void a_configuration_is_told_from_which_content_to_which() throws Exception {
    Path file = patient.file("patient.json");
    byte[] good = "{\"port\": 2}".getBytes();
    patient.hands().lastGood().adopt(Patient.ID, file, good);

    DryRun.Step told = dryRun(step("configuration.restore-last-good")).steps().get(0);

    assertThat(told.does())
        .isEqualTo(
            "changes %s from sha256 %s to sha256 %s"
                .formatted(
                    file,
                    Ids.sha256(Files.readAllBytes(file)).substring(0, 12),
                    Ids.sha256(good).substring(0, 12)));
    assertThat(told.undo()).startsWith("puts the bytes of before back");
  }

  @Test
  void nothing_is_changed_by_telling() throws Exception {
    patient.start();
    Files.writeString(patient.file("patient.log"), "a line\n");
    Files.createDirectories(patient.file("old"));
    for (String name : List.of("a.log", "b.log")) {
      Files.writeString(patient.file("old").resolve(name), name);
    }
    patient.hands().lastGood().adopt(Patient.ID, patient.file("patient.json"), "{}".getBytes());
    patient.hands().lastGood().adopt(Patient.ID, patient.file("data"), "stable".getBytes());
    Map<String, String> before = content();
    List<ProcessInfo> processes = patient.processes().all(patient.spec());
    ObjectNode old = with("olderThan", "1m");

    DryRun told =
        dryRun(
            step("process.check-start"),
            step("evidence.save"),
            step("data.save"),
            step("configuration.validate"),
            step("configuration.restore-last-good"),
            step("data.reset-to-stable"),
            step("file.rotate"),
            step("file.truncate", with("path", patient.file("patient.log").toString())),
            step("file.reclaim"),
            step("file.clean", old),
            step("process.signal", with("signal", "STOP")),
            step("process.renice", JsonNodeFactory.instance.objectNode().put("nice", 5)),
            step("process.reload"),
            step("process.kill-orphans"),
            step("process.resume"),
            step("process.stop"),
            step("process.start"));

    assertThat(told.steps()).extracting(DryRun.Step::refusal).containsOnly("");
    assertThat(told.steps()).extracting(DryRun.Step::does).doesNotContain("");
    assertThat(content()).isEqualTo(before);
    assertThat(patient.processes().all(patient.spec())).isEqualTo(processes);
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        content.put(
            file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "a folder");
      }
    }
    return content;
  }

  @Test
  void a_step_that_would_be_refused_says_why_and_what_may_change_that() throws Exception {
    DryRun first = dryRun(step("process.signal", with("signal", "HUP")), step("process.start"));
    DryRun later = dryRun(step("process.start"), step("process.signal", with("signal", "HUP")));

    assertThat(first.steps().get(0).refusal()).isEqualTo("no process of service:patient runs");
    assertThat(first.refusal())
        .isEqualTo("step process.signal: no process of service:patient runs");
    assertThat(later.steps().get(1).refusal())
        .isEqualTo("no process of service:patient runs; a step before it may change that");
    assertThat(later.refusal()).isEmpty();
  }

  @Test
  void a_pulled_brake_refuses_the_plan() throws Exception {
    new Brakes(folder.resolve("brake"), Clock.systemUTC())
        .pull(new Brake("t/s", "a move", Long.MAX_VALUE, "ann"));

    assertThat(dryRun(step("process.start")).refusal()).isEqualTo("the brake is pulled: a move");
  }

  @Test
  void a_playbook_for_another_kind_is_refused_and_a_component_that_is_not_there_unknown()
      throws Exception {
    DryRunner runner = runner(Patient.site(patient.component(Allowance.NONE)));
    Playbook forMounts = playbook("filesystem", step("process.start"));

    assertThat(runner.run(forMounts, Patient.ID).orElseThrow().refusal())
        .startsWith("test is not for service:patient: it handles process-crashed on filesystem");
    assertThat(runner.run(forMounts, "t/s/h/service:other")).isEmpty();
  }

  @Test
  void the_hash_stands_while_the_plan_would_do_the_same_and_a_change_is_told() throws Exception {
    Playbook.Step restore = step("configuration.restore-last-good");
    Path file = patient.file("patient.json");
    patient.hands().lastGood().adopt(Patient.ID, file, "{}".getBytes());
    DryRun shown = dryRun(restore, step("process.start"));

    patient.start();
    DryRun started = dryRun(restore, step("process.start"));
    Files.writeString(file, "{\"port\": 3}");
    DryRun changed = dryRun(restore, step("process.start"));

    assertThat(started.hash()).as("only what moves has moved").isEqualTo(shown.hash());
    assertThat(started.changesSince(shown)).isEmpty();
    assertThat(changed.hash()).isNotEqualTo(shown.hash());
    assertThat(changed.changesSince(shown))
        .singleElement()
        .asString()
        .startsWith("step configuration.restore-last-good was \"")
        .contains(Ids.sha256(Files.readAllBytes(file)).substring(0, 12));
  }
}
