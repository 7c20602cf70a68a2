package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.clarityos.heal.execute.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreviewTest {
  private static final String ALLOWS =
      """
      {"commands": {"flush": ["/usr/bin/redis-cli", "flushall"]},
       "addresses": ["http://127.0.0.1:1/admin/"],
       "quarantine": ["%1$s/uploads"],
       "permissions": [{"path": "%1$s/data", "mode": "rw-------"}]}
      """;

  @TempDir Path folder;
  private Patient patient;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    Files.createDirectories(patient.file("uploads"));
    Files.writeString(patient.file("uploads/evil"), "evil");
    Files.writeString(patient.file("patient.next"), "{\"port\": 9}");
  }

  @AfterEach
  void end() {
    patient.close();
  }

  static Stream<Action<?>> shipped() {
    return Actions.shipped().all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void every_shipped_action_tells_in_its_own_words(Action<?> action) throws Exception {
    assertThat(
            action
                .getClass()
                .getMethod("preview", Record.class, ActionContext.class)
                .getDeclaringClass())
        .isNotEqualTo(Action.class);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void every_shipped_action_says_itself_what_it_needs(Action<?> action) throws Exception {
    assertThat(action.getClass().getMethod("needs").getDeclaringClass()).isNotEqualTo(Action.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "command.run | {\"name\": \"flush\"} | runs the listed command flush, which is /usr/bin/redis-cli flushall, for at most 30 s",
        "http.call | {\"method\": \"POST\", \"address\": \"http://127.0.0.1:1/admin/x?key=secret\", \"body\": \"{}\"} | calls POST http://127.0.0.1:1/admin/x with 2 letters of JSON, and wants the status any from 200 to 299",
        "notify.send | {\"address\": \"http://127.0.0.1:1/admin/hook\", \"text\": \"look\"} | tells POST http://127.0.0.1:1/admin/hook: look",
        "wait.for | {\"time\": \"2s\"} | waits 2000 ms",
        "file.quarantine | {\"path\": \"FOLDER/uploads/evil\"} | moves FOLDER/uploads/evil (sha256 b5c1fb2efc6d) to the execution's own folder, readable by nobody",
        "configuration.apply | {\"file\": \"FOLDER/patient.json\", \"candidate\": \"FOLDER/patient.next\"} | changes FOLDER/patient.json from sha256 f04318c1141b to sha256 639d3a759e7b of patient.next, once that is found valid before and in place",
        "file.repair-permissions | {} | changes FOLDER/data from rw-r--r--",
        "pidfile.remove-stale | {} | removes nothing: the pid file is not stale",
        "file.reclaim | {} | deletes *.log of FOLDER/old but the newest 1",
      })
  void what_it_would_do_is_told_with_its_target(String action, String with, String told)
      throws Exception {
    Files.createDirectories(patient.file("old"));
    ActionContext context =
        patient.context(patient.component(Steps.allows(ALLOWS.formatted(folder))));

    Preview preview = Steps.preview(action, with.replace("FOLDER", folder.toString()), context);

    assertThat(preview.does()).startsWith(told.replace("FOLDER", folder.toString()));
    assertThat(preview.does()).doesNotContain("secret");
    assertThat(patient.file("uploads/evil")).hasContent("evil");
    assertThat(patient.file("kept")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "command.run | {\"name\": \"wipe\"} | wipe is no command that the inventory lists",
        "http.call | {\"method\": \"GET\", \"address\": \"http://127.0.0.1:1/other\"} | is below none of the addresses",
        "file.quarantine | {\"path\": \"/etc/passwd\"} | is the system's",
        "file.truncate | {\"path\": \"/tmp/other.log\"} | is no declared log",
        "configuration.restore-last-good | {} | no last good copy of",
        "data.reset-to-stable | {} | there is no stable copy",
        "cgroup.freeze | {} | the inventory allows no cgroup",
        "service.stop | {} | the inventory allows no manager",
        "filesystem.mount | {} | the inventory declares no mount",
        "interface.up | {} | is no network interface",
        "process.signal | {\"signal\": \"HUP\"} | no process of service:patient runs",
      })
  void what_would_be_refused_says_why(String action, String with, String why) {
    assertThatThrownBy(() -> Steps.preview(action, with, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_squatter_is_named_and_this_program_is_none() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      ActionContext context = patient.context(patient.component(List.of(socket.getLocalPort())));

      assertThatThrownBy(() -> Steps.preview("port.stop-squatter", "{}", context))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("held by this program");
    }
  }
}
