package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.host.Cgroups;
import org.clarityos.heal.host.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of this machine, and folders in the form of the layouts that it does not have. */
class CgroupActionsTest {
  private static final Path REAL = Path.of("/sys/fs/cgroup");
  private static final Action.None NONE = new Action.None();

  @TempDir Path folder;
  private final List<Path> made = new ArrayList<>();
  private Patient patient;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
  }

  @AfterEach
  void end() throws IOException {
    patient.close();
    for (Path group : made) {
      Patient.await(() -> removed(group));
    }
  }

  @Test
  void limits_of_this_machine_are_set_and_put_back() throws Exception {
    ActionContext context = inGroups("cpu", "memory", "pids");
    var action = new LimitCgroup();
    String before = settings();

    ObjectNode registered =
        Steps.run(action, "{\"cpu\": 500, \"memory\": 67108864, \"pids\": 32}", context);

    assertThat(settings()).contains("67108864", "32", "50000").isNotEqualTo(before);
    action.undo(registered, context);
    assertThat(settings()).isEqualTo(before);
    action.undo(registered, context);
    assertThat(settings()).isEqualTo(before);
  }

  @Test
  void a_freeze_of_this_machine_stops_everything_and_its_undo_lets_it_go_on() throws Exception {
    patient.script("sleep 60 &\nwhile :; do echo x >> beats; done\n");
    ActionContext context = inGroups("freezer");
    var action = new FreezeCgroup();

    ObjectNode registered = action.prepare(NONE, context);
    action.run(NONE, context);

    long frozenAt = Files.size(patient.file("beats"));
    assertThat(Cgroups.at(REAL).isFrozen(context.component().allows().cgroup())).isTrue();
    assertThat(Files.size(patient.file("beats"))).isEqualTo(frozenAt);
    action.undo(registered, context);
    Patient.await(() -> patient.file("beats").toFile().length() > frozenAt);
  }

  @Test
  void a_frozen_group_of_this_machine_is_thawed() throws Exception {
    ActionContext context = inGroups("freezer");
    new FreezeCgroup().run(NONE, context);

    assertThat(new ThawCgroup().run(NONE, context)).startsWith("thawed");

    assertThat(Cgroups.at(REAL).isFrozen(context.component().allows().cgroup())).isFalse();
  }

  @Test
  void a_kill_of_this_machine_ends_all_of_the_group() throws Exception {
    ActionContext context = inGroups("freezer");

    assertThat(new KillCgroup().run(NONE, context)).startsWith("killed 2 processes");

    assertThat(patient.processes().all(patient.spec())).isEmpty();
    assertThat(new KillCgroup().run(NONE, context)).startsWith("no process was in");
  }

  @Test
  void a_group_of_v1_is_killed_process_by_process_while_it_is_frozen() throws Exception {
    patient.start();
    Path root = tree(Map.of("freezer/g/freezer.state", "THAWED\n"), "freezer/g");

    assertThat(new KillCgroup(root).run(NONE, context("g"))).startsWith("killed 2 processes");

    assertThat(patient.processes().all(patient.spec())).isEmpty();
    assertThat(root.resolve("freezer/g/freezer.state")).hasContent("THAWED");
  }

  @Test
  void limits_of_v2_are_set_and_put_back() throws Exception {
    patient.start();
    Path root =
        tree(
            Map.of(
                "cgroup.controllers", "cpu memory pids\n",
                "g/cpu.max", "max 100000\n",
                "g/memory.max", "max\n",
                "g/pids.max", "max\n"),
            "g");
    var action = new LimitCgroup(root);
    var nine = new LimitCgroup.Parameters(Optional.empty(), Optional.empty(), Optional.of(9));
    assertThat(action.preview(nine, context("g")))
        .isEqualTo(
            new Preview(
                "sets " + root + "/g/pids.max from max to 9",
                "sets " + root + "/g/pids.max to max",
                ""));

    ObjectNode registered =
        Steps.run(action, "{\"cpu\": 1500, \"memory\": 8388608, \"pids\": 9}", context("g"));

    assertThat(root.resolve("g/cpu.max")).hasContent("150000 100000");
    assertThat(root.resolve("g/memory.max")).hasContent("8388608");
    assertThat(root.resolve("g/pids.max")).hasContent("9");
    action.undo(registered, context("g"));
    assertThat(root.resolve("g/cpu.max")).hasContent("max 100000");
  }

  @Test
  void a_freeze_of_v2_asks_the_one_hierarchy() throws Exception {
    patient.start();
    Path root =
        tree(
            Map.of(
                "cgroup.controllers", "\n",
                "g/cgroup.freeze", "0\n",
                "g/cgroup.events", "populated 1\nfrozen 1\n"),
            "g");

    new FreezeCgroup(root).run(NONE, context("g"));

    assertThat(root.resolve("g/cgroup.freeze")).hasContent("1");
  }

  @Test
  void a_group_that_others_live_in_is_refused() throws Exception {
    patient.start();
    Process other = new ProcessBuilder("/bin/sleep", "60").start();
    try {
      Path root = tree(Map.of("freezer/g/freezer.state", "THAWED\n"), "freezer/g");
      Files.writeString(root.resolve("freezer/g/cgroup.procs"), other.pid() + "\n");

      assertThatThrownBy(() -> new KillCgroup(root).run(NONE, context("g")))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("holds processes outside")
          .hasMessageContaining(Long.toString(other.pid()));

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void an_empty_group_and_one_that_the_inventory_does_not_name_are_refused() throws Exception {
    Path root = tree(Map.of("freezer/g/freezer.state", "THAWED\n"), "freezer/g");

    assertThatThrownBy(() -> new FreezeCgroup(root).run(NONE, context("g")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is not there or is empty");
    assertThatThrownBy(() -> new FreezeCgroup(root).run(NONE, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("allows no cgroup");
  }

  @Test
  void limits_that_nothing_can_live_with_are_refused() {
    assertThat(Steps.fault("cgroup.limit", "{\"pids\": 0}")).contains("too low");
    assertThat(Steps.fault("cgroup.limit", "{}")).contains("say cpu, memory or pids");
  }

  private ActionContext context(String group) {
    return patient.context(patient.component(Steps.allows("{\"cgroup\": \"" + group + "\"}")));
  }

  /** The running patient in a group of its own in hierarchies of this machine. */
  private ActionContext inGroups(String... controllers) throws IOException {
    String group = "clarity-test-" + UUID.randomUUID();
    patient.start();
    List<Path> roots = new ArrayList<>();
    if (Files.exists(REAL.resolve("cgroup.controllers"))) {
      roots.add(REAL);
    } else {
      List.of(controllers).forEach(controller -> roots.add(REAL.resolve(controller)));
    }
    if (Files.exists(REAL.resolve("unified/cgroup.controllers"))) {
      roots.add(REAL.resolve("unified"));
    }
    for (Path root : roots) {
      assumeTrue(Files.isWritable(root), root + " is not writable; it needs root");
      Path made = Files.createDirectory(root.resolve(group));
      this.made.add(made);
      for (ProcessInfo process : patient.processes().all(patient.spec())) {
        Files.writeString(made.resolve("cgroup.procs"), Long.toString(process.pid()));
      }
    }
    return context(group);
  }

  private String settings() throws IOException {
    StringBuilder settings = new StringBuilder();
    for (Path group : made) {
      for (String name :
          List.of(
              "cpu.cfs_quota_us", "memory.limit_in_bytes", "cpu.max", "memory.max", "pids.max")) {
        if (Files.exists(group.resolve(name))) {
          settings.append(name).append(' ').append(Cgroups.read(group.resolve(name))).append('\n');
        }
      }
    }
    return settings.toString();
  }

  /** A folder in the form of a layout; the patient's processes are in one of its groups. */
  private Path tree(Map<String, String> files, String group) throws IOException {
    Path root = Files.createDirectories(patient.file("cgroup"));
    Files.createDirectories(root.resolve(group));
    for (var file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    StringBuilder members = new StringBuilder();
    patient.processes().all(patient.spec()).forEach(p -> members.append(p.pid()).append('\n'));
    Files.writeString(root.resolve(group).resolve("cgroup.procs"), members);
    return root;
  }

  private static boolean removed(Path group) {
    try {
      return Files.deleteIfExists(group) || Files.notExists(group);
    } catch (IOException e) {
      return false; // What was killed is still being collected.
    }
  }
}
