package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.execute.action.SignalProcess.Signal;
import org.clarityos.heal.execute.action.SignalProcess.Target;
import org.clarityos.heal.host.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessActionsTest {
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
  void a_signal_reaches_the_main_process_alone() throws Exception {
    patient.script("trap 'touch usr1' USR1\ntouch ready\nsleep 60 &\nwait\nwait\n");
    patient.start();
    Patient.await(() -> Files.exists(patient.file("ready")));

    assertThat(signal(Signal.USR1, Target.MAIN)).isEqualTo("sent USR1 to 1 processes");

    Patient.await(() -> Files.exists(patient.file("usr1")));
    assertThat(patient.processes().all(patient.spec())).hasSize(2);
  }

  @Test
  void a_pause_reaches_all_processes_and_its_undo_resumes_them() throws Exception {
    patient.start();
    var parameters = new SignalProcess.Parameters(Signal.STOP, Target.ALL);
    var action = new SignalProcess();
    ObjectNode registered = action.prepare(parameters, patient.context());
    action.run(parameters, patient.context());
    Patient.await(() -> states().stream().allMatch(state -> state == 'T'));

    assertThat(action.undo(registered, patient.context())).isEqualTo("resumed 2 processes");

    Patient.await(() -> states().stream().noneMatch(state -> state == 'T'));
  }

  @Test
  void an_undo_leaves_a_process_alone_that_has_only_the_id_of_the_one_that_was_meant()
      throws Exception {
    long pid = patient.start();
    var parameters = new SignalProcess.Parameters(Signal.STOP, Target.MAIN);
    ObjectNode registered = new SignalProcess().prepare(parameters, patient.context());
    ObjectNode process = (ObjectNode) registered.path("processes").get(0);
    assertThat(process.path("pid").asLong()).isEqualTo(pid);
    process.put("start", process.path("start").asLong() - 1);

    assertThat(new SignalProcess().undo(registered, patient.context()))
        .isEqualTo("resumed 0 processes");
  }

  @Test
  void a_process_outside_the_component_is_not_signalled_though_the_pid_file_names_it()
      throws Exception {
    Process other = new ProcessBuilder("/bin/sleep", "60").start();
    try {
      Files.writeString(patient.file("patient.pid"), other.pid() + "\n");

      assertThatThrownBy(() -> signal(Signal.USR1, Target.MAIN))
          .isInstanceOf(ActionFailed.class)
          .hasMessage("no process of service:patient runs");

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_signal_that_ends_processes_is_none_of_this_action() {
    assertThat(fault("process.signal", "{\"signal\": \"kill\"}"))
        .isEqualTo(
            "process.signal: signal is \"kill\"; it is one of [hup, usr1, usr2, winch, stop, cont]");
    assertThat(fault("process.signal", "{}")).contains("signal");
    assertThat(fault("process.signal", "{\"signal\": \"hup\", \"to\": \"all\"}")).isEmpty();
  }

  @Test
  void renice_reaches_children_and_its_undo_gives_each_its_own_value_back() throws Exception {
    patient.start();
    List<Integer> before = nices();
    var action = new ReniceProcess();
    var parameters = new ReniceProcess.Parameters(7);
    ObjectNode registered = action.prepare(parameters, patient.context());

    assertThat(action.run(parameters, patient.context())).contains("gave 2 processes");
    assertThat(nices()).containsExactly(7, 7);

    action.undo(registered, patient.context());
    assertThat(nices()).isEqualTo(before);
    action.undo(registered, patient.context());
    assertThat(nices()).isEqualTo(before);
  }

  @Test
  void renice_of_nothing_is_refused() {
    assertThatThrownBy(
            () -> new ReniceProcess().run(new ReniceProcess.Parameters(7), patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("no process");
  }

  @Test
  void a_nice_value_that_would_starve_the_system_is_refused() {
    assertThat(fault("process.renice", "{\"nice\": -20}")).contains("from -10 to 19");
  }

  private static String fault(String action, String json) {
    return Steps.fault(action, json);
  }

  private String signal(Signal signal, Target target) throws Exception {
    return new SignalProcess().run(new SignalProcess.Parameters(signal, target), patient.context());
  }

  private List<Character> states() {
    return patient.processes().all(patient.spec()).stream().map(ProcessInfo::state).toList();
  }

  private List<Integer> nices() {
    return patient.processes().all(patient.spec()).stream()
        .map(process -> nice(process.pid()))
        .toList();
  }

  private static int nice(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
