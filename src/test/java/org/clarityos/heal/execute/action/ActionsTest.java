package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.host.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionsTest {
  private static final Action.None NONE = new Action.None();

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

  @Test
  void start_starts_once_and_leaves_a_running_process_alone() throws Exception {
    assertThat(new StartProcess().run(NONE, patient.context())).startsWith("started");
    long pid = patient.processes().main(patient.spec()).orElseThrow().pid();

    assertThat(new StartProcess().run(NONE, patient.context()))
        .isEqualTo("it runs already as process " + pid);
  }

  @Test
  void start_removes_a_pid_file_that_names_a_zombie_which_the_program_would_take_for_itself()
      throws Exception {
    // The child ends once its parent is a program that waits for no child.
    String script = "exec 3<&0; head -c 1 <&3 >/dev/null & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try (var out = parent.inputReader();
        var in = parent.outputWriter()) {
      long zombie = Long.parseLong(out.readLine());
      Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
      while (!Files.readString(name).equals("sleep\n")) {
        Thread.onSpinWait();
      }
      in.write('x');
      in.flush();
      while (patient.processes().info(zombie).orElseThrow().state() != 'Z') {
        Thread.onSpinWait();
      }
      Files.writeString(patient.file("patient.pid"), zombie + "\n");
      patient.script(
          "test -f patient.pid && test -d /proc/$(cat patient.pid) && exit 1\nsleep 60 &\nwait\n");

      assertThat(new StartProcess().run(NONE, patient.context()))
          .contains("pid file that named an ended process");

      assertThat(patient.runs()).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void stop_ends_the_process_and_its_children() throws Exception {
    patient.start();

    new StopProcess().run(NONE, patient.context());

    assertThat(patient.processes().all(patient.spec())).isEmpty();
  }

  @Test
  void stop_kills_what_ignores_the_request() throws Exception {
    patient.script("trap '' TERM\nsleep 60 &\nwait\nwait\nsleep 60\n");
    patient.start();

    assertThat(new StopProcess().run(NONE, patient.context())).startsWith("killed");
    assertThat(patient.processes().all(patient.spec())).isEmpty();
  }

  @Test
  void stop_ends_a_paused_process() throws Exception {
    pause(patient.start());

    assertThat(new StopProcess().run(NONE, patient.context())).contains("paused");
    assertThat(patient.runs()).isFalse();
  }

  @Test
  void stop_asks_orphans_to_end_and_does_not_wait_for_what_was_never_asked() throws Exception {
    patient.start();
    patient.crash();
    assertThat(patient.processes().all(patient.spec())).isNotEmpty();

    long start = System.nanoTime();
    assertThat(new StopProcess().run(NONE, patient.context())).startsWith("stopped");

    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void kill_orphans_ends_what_a_crash_left() throws Exception {
    patient.start();
    patient.crash();

    new KillOrphans().run(NONE, patient.context());

    assertThat(patient.processes().all(patient.spec())).isEmpty();
  }

  @Test
  void kill_orphans_spares_a_component_that_somebody_has_started_meanwhile() throws Exception {
    long pid = patient.start();

    new KillOrphans().run(NONE, patient.context());

    assertThat(patient.processes().main(patient.spec())).map(ProcessInfo::pid).hasValue(pid);
  }

  @Test
  void resume_continues_a_paused_process() throws Exception {
    long pid = patient.start();
    pause(pid);

    assertThat(new ResumeProcess().run(NONE, patient.context())).isEqualTo("resumed 1 processes");
    Patient.await(() -> state(pid) != 'T');
  }

  @Test
  void evidence_of_a_process_is_kept() throws Exception {
    patient.start();

    new SaveEvidence().run(NONE, patient.context());

    assertThat(patient.file("kept/status")).content().contains("State:");
    assertThat(patient.file("kept/limits")).content().contains("Max open files");
  }

  @Test
  void a_restored_configuration_keeps_its_mode_and_its_undo_puts_the_change_back()
      throws Exception {
    Path file = patient.file("patient.json");
    patient.hands().lastGood().adopt(Patient.ID, file, "{\"port\": 1}".getBytes());
    Files.writeString(file, "{broken");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    var action = new RestoreConfiguration();

    var registered = action.prepare(NONE, patient.context());
    assertThat(action.run(NONE, patient.context())).isEqualTo("restored 1 files");
    assertThat(file).hasContent("{\"port\": 1}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(action.run(NONE, patient.context())).isEqualTo("restored 0 files");

    action.undo(registered, patient.context());
    assertThat(file).hasContent("{broken");
    action.undo(registered, patient.context());
    assertThat(file).hasContent("{broken");
  }

  @Test
  void undoing_a_restore_makes_a_running_process_read_a_valid_configuration_again()
      throws Exception {
    Path file = patient.file("patient.json");
    patient.hands().lastGood().adopt(Patient.ID, file, "{\"port\": 1}".getBytes());
    Files.writeString(file, "{\"port\": 2}");
    patient.start();
    var action = new RestoreConfiguration();
    var registered = action.prepare(NONE, patient.context());
    action.run(NONE, patient.context());

    action.undo(registered, patient.context());

    assertThat(file).hasContent("{\"port\": 2}");
    assertThat(patient.file("reloaded")).exists();
  }

  @Test
  void a_configuration_of_which_no_good_copy_exists_is_not_touched() {
    assertThatThrownBy(() -> new RestoreConfiguration().run(NONE, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("no last good copy");
    assertThat(patient.file("patient.json")).hasContent("{\"port\": 1}");
  }

  @Test
  void validate_names_the_broken_file_and_place() throws Exception {
    Files.writeString(patient.file("patient.json"), "{\n broken");

    assertThatThrownBy(() -> new ValidateConfiguration().run(NONE, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("patient.json:2:");
  }

  @Test
  void data_are_saved_then_reset_then_put_back() throws Exception {
    Path data = patient.file("data");
    patient.hands().lastGood().adopt(Patient.ID, data, "stable".getBytes());

    assertThat(new SaveData().run(NONE, patient.context())).isEqualTo("kept 1 files");
    var reset = new ResetData();
    var registered = reset.prepare(NONE, patient.context());
    reset.run(NONE, patient.context());
    assertThat(data).hasContent("stable");
    reset.undo(registered, patient.context());
    assertThat(data).hasContent("precious");
  }

  @Test
  void a_pid_file_that_names_an_innocent_process_is_removed_and_that_one_left_alone()
      throws Exception {
    Process innocent = new ProcessBuilder("/bin/sleep", "60").start();
    try {
      Files.writeString(patient.file("patient.pid"), innocent.pid() + "\n");
      assertThat(patient.processes().pidFile(patient.spec())).isEqualTo(PidFileState.Status.STALE);
      var action = new RemoveStalePidFile();
      var registered = action.prepare(NONE, patient.context());

      action.run(NONE, patient.context());

      assertThat(patient.file("patient.pid")).doesNotExist();
      assertThat(innocent.isAlive()).isTrue();
      action.undo(registered, patient.context());
      assertThat(patient.file("patient.pid")).hasContent(Long.toString(innocent.pid()));
    } finally {
      innocent.destroyForcibly();
    }
  }

  @Test
  void reclaim_deletes_the_oldest_expendable_files_and_nothing_else() throws Exception {
    Files.createDirectory(patient.file("old"));
    for (int age = 1; age <= 3; age++) {
      Path log = Files.writeString(patient.file("old/" + age + ".log"), "x");
      Files.setLastModifiedTime(log, FileTime.fromMillis(1_000_000L - age * 1000L));
    }
    Files.writeString(patient.file("old/keep.txt"), "x");
    Files.createSymbolicLink(patient.file("old/link.log"), patient.file("data"));

    assertThat(new ReclaimSpace().run(NONE, patient.context()))
        .isEqualTo("deleted 2 files, 2 bytes");

    assertThat(patient.file("old").toFile().list())
        .containsExactlyInAnyOrder("1.log", "keep.txt", "link.log");
    assertThat(patient.file("data")).hasContent("precious");
  }

  @Test
  void a_foreign_listener_is_stopped() throws Exception {
    int port = freePort();
    Process squatter = squatter(port);
    try {
      var component = patient.component(List.of(port));

      assertThat(new StopSquatter().run(NONE, patient.context(component)))
          .isEqualTo("stopped 1 squatters");
      assertThat(squatter.waitFor(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      squatter.destroyForcibly();
    }
  }

  @Test
  void a_listener_that_is_this_program_is_refused() throws Exception {
    try (ServerSocket mine = new ServerSocket(0)) {
      var component = patient.component(List.of(mine.getLocalPort()));

      assertThatThrownBy(() -> new StopSquatter().run(NONE, patient.context(component)))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("this program");
    }
  }

  @Test
  void reload_runs_the_declared_command() throws Exception {
    new ReloadProcess().run(NONE, patient.context());

    assertThat(patient.file("reloaded")).exists();
  }

  @Test
  void unknown_parameters_are_refused() {
    Actions actions = Actions.shipped();
    var parameters = JsonNodeFactory.instance.objectNode().put("force", true);

    assertThatThrownBy(() -> actions.bind(actions.require("process.start"), parameters))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("force");
  }

  private void pause(long pid) throws Exception {
    new ProcessBuilder("/bin/kill", "-STOP", Long.toString(pid)).start().waitFor();
    Patient.await(() -> state(pid) == 'T');
  }

  private char state(long pid) {
    return patient.processes().info(pid).map(ProcessInfo::state).orElse('X');
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A process of this machine's Java that listens on a port. */
  private Process squatter(int port) throws Exception {
    Path source =
        Files.writeString(
            patient.file("Squatter.java"),
            "class Squatter { public static void main(String[] a) throws Exception {"
                + " new java.net.ServerSocket(Integer.parseInt(a[0])).accept(); } }");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(),
                Integer.toString(port))
            .start();
    Patient.await(() -> patient.processes().listener(port).isPresent());
    return process;
  }
}
