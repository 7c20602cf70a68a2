package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of real service managers. */
class ServiceActionsTest {
  private static final Action.None NONE = new Action.None();

  @TempDir Path folder;
  private Patient patient;
  private Managed managed;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
  }

  @AfterEach
  void end() throws Exception {
    patient.close();
    if (managed != null) {
      managed.close();
    }
  }

  private ActionContext service(String kind) throws Exception {
    return service(kind, "a");
  }

  private ActionContext service(String kind, String unit) throws Exception {
    managed = new Managed(kind, folder);
    Component component = patient.component(Steps.allows(managed.manager(unit)));
    var own = patient.hands();
    var hands =
        new ActionContext.Hands(
            own.processes(), managed, own.configurations(), own.lastGood(), own.clock());
    return new ActionContext(Patient.site(component), component, hands, patient.file("kept"));
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(strings = {"runit", "supervisor", "systemd", "command"})
  void a_stopped_service_is_started_once_and_its_undo_stops_it(String kind) throws Exception {
    ActionContext context = service(kind);
    var action = new StartService();

    ObjectNode registered = action.prepare(NONE, context);
    assertThat(action.run(NONE, context)).startsWith("started: ");
    ObjectNode again = action.prepare(NONE, context);
    assertThat(action.run(NONE, context)).startsWith("nothing to start: ");

    Patient.await(() -> Files.exists(managed.file("starts")));
    assertThat(managed.starts()).hasSize(1);
    assertThat(action.undo(again, context)).isEqualTo("nothing to stop");
    assertThat(managed.runs()).isTrue();
    assertThat(action.undo(registered, context)).startsWith("stopped again: ");
    assertThat(managed.runs()).isFalse();
    assertThat(action.undo(registered, context)).isEqualTo("nothing to stop");
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(strings = {"runit", "supervisor", "systemd", "command"})
  void a_running_service_is_stopped_and_its_undo_starts_it_again(String kind) throws Exception {
    ActionContext context = service(kind);
    started(context);
    var action = new StopService();

    ObjectNode registered = action.prepare(NONE, context);
    assertThat(action.run(NONE, context)).startsWith("stopped: ");
    assertThat(action.run(NONE, context)).startsWith("stopped: ");

    assertThat(managed.runs()).isFalse();
    assertThat(action.prepare(NONE, context)).as("it did not run before").isEmpty();
    assertThat(action.undo(registered, context)).startsWith("started again: ");
    assertThat(action.undo(registered, context)).isEqualTo("nothing to start");
    Patient.await(() -> starts() == 2);
    assertThat(managed.runs()).isTrue();
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(strings = {"runit", "supervisor", "systemd", "command"})
  void a_restarted_service_is_another_process(String kind) throws Exception {
    ActionContext context = service(kind);
    started(context);

    assertThat(new RestartService().run(NONE, context)).startsWith("restarted: ");

    Patient.await(() -> starts() == 2);
    assertThat(managed.starts()).doesNotHaveDuplicates();
    assertThat(managed.runs()).isTrue();
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(strings = {"runit", "supervisor", "systemd", "command"})
  void a_service_that_does_not_run_is_started_by_a_restart(String kind) throws Exception {
    ActionContext context = service(kind);

    assertThat(new RestartService().run(NONE, context)).startsWith("restarted: ");

    Patient.await(() -> starts() == 1);
  }

  @ParameterizedTest(name = "of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "runit|makes runit stop FOLDER/services/a",
        "supervisor|makes supervisor stop a",
        "systemd|makes systemd stop a",
        "command|stops it by the commands that the inventory lists"
      })
  void what_a_stop_would_do_is_told_and_not_done(String kind, String does) throws Exception {
    ActionContext context = service(kind);
    started(context);

    Preview preview = new StopService().preview(NONE, context);

    assertThat(preview.does()).isEqualTo(does.replace("FOLDER", folder.toString()));
    assertThat(preview.undo()).isEqualTo("starts it again");
    assertThat(managed.runs()).isTrue();
    assertThat(new StartService().preview(NONE, context).does()).startsWith("changes nothing: ");
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(strings = {"runit", "supervisor", "systemd"})
  void a_reload_reaches_the_process_and_leaves_it_alive(String kind) throws Exception {
    ActionContext context = service(kind);
    assertThatThrownBy(() -> new ReloadService().run(NONE, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageStartingWith("it cannot be reloaded: ");
    started(context);

    assertThat(new ReloadService().run(NONE, context)).startsWith("reloaded: ");

    Patient.await(() -> Files.exists(managed.file("hup")));
    assertThat(managed.starts()).hasSize(1);
  }

  @Test
  void commands_of_the_inventory_have_no_reload() throws Exception {
    ActionContext context = service("command");
    started(context);

    assertThatThrownBy(() -> new ReloadService().run(NONE, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("process.reload runs the declared one");
  }

  @ParameterizedTest(name = "{0} does not know {1}")
  @CsvSource({
    "runit, b, file does not exist",
    "supervisor, b, no such process",
    "systemd, b, systemd has no unit b.service to run: it is not-found",
    "systemd, poweroff.target, systemd has no unit poweroff.target.service to run"
  })
  void a_service_that_its_manager_does_not_know_is_not_told_anything(
      String kind, String unit, String why) throws Exception {
    ActionContext context = service(kind, unit);

    for (Action<Action.None> action :
        List.of(new StartService(), new StopService(), new RestartService(), new ReloadService())) {
      assertThatThrownBy(() -> action.run(NONE, context))
          .as(action.name())
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void a_service_that_ends_as_it_starts_was_not_started() throws Exception {
    ActionContext context = service("supervisor", "bad");

    assertThatThrownBy(() -> new StartService().run(NONE, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("bad: ERROR (spawn error)");
  }

  @Test
  void the_service_that_runs_this_program_is_not_stopped() throws Exception {
    ActionContext context = service("systemd");
    Files.writeString(managed.file("pid"), ProcessHandle.current().pid() + "\n");

    for (Action<Action.None> action : List.of(new StopService(), new RestartService())) {
      assertThatThrownBy(() -> action.run(NONE, context))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("which runs this program");
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|the inventory allows no manager for service:patient",
        "{'manager': {'kind': 'podman', 'unit': 'a'}}|is a container of podman; container.restart"
      })
  void what_is_no_service_of_a_manager_is_refused(String allows, String why) {
    ActionContext context =
        patient.context(patient.component(Steps.allows(allows.replace('\'', '"'))));

    assertThatThrownBy(() -> new RestartService().run(NONE, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
  }

  @Test
  void supervisor_is_never_told_something_about_all_that_it_runs() {
    assertThatThrownBy(
            () -> Steps.allows("{\"manager\": {\"kind\": \"supervisor\", \"unit\": \"all\"}}"))
        .hasMessageContaining("name one program");
  }

  private void started(ActionContext context) throws Exception {
    new StartService().run(NONE, context);
    Patient.await(() -> starts() == 1);
  }

  private int starts() {
    try {
      return managed.starts().size();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
