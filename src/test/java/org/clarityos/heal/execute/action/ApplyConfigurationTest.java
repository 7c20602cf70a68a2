package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyConfigurationTest {
  private static final String OLD = "{\"port\": 1}";

  @TempDir Path folder;
  private Patient patient;
  private Path candidate;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    candidate = folder.resolve("patient.json.new");
  }

  @AfterEach
  void end() {
    patient.close();
  }

  private ActionContext context(List<String> validate) {
    return patient.context(
        new Component(
            "service:patient",
            "generic",
            Optional.of(patient.spec()),
            List.of(),
            List.of(),
            List.of(new Component.Configuration(patient.file("patient.json"), validate, "json")),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Component.Policy.DEFAULT,
            Allowance.NONE));
  }

  private ObjectNode apply(Path file, ActionContext context) throws Exception {
    String step = "{\"file\": \"" + file + "\", \"candidate\": \"" + candidate + "\"}";
    return Steps.run(new ApplyConfiguration(), step, context);
  }

  @Test
  void a_valid_candidate_takes_its_place_with_the_old_mode_and_the_undo_brings_the_old_bytes_back()
      throws Exception {
    Path file = patient.file("patient.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(candidate, "{\"port\": 2}");
    ActionContext context = context(List.of("/bin/grep", "-q", "port", "{file}"));

    ObjectNode registered = apply(file, context);

    assertThat(file).hasContent("{\"port\": 2}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    new ApplyConfiguration().undo(registered, context);
    assertThat(file).hasContent(OLD);
  }

  @Test
  void a_candidate_that_does_not_parse_is_refused() throws Exception {
    Files.writeString(candidate, "{\"port\": ");

    assertThatThrownBy(() -> apply(patient.file("patient.json"), context(List.of())))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("the candidate is not valid: " + candidate);

    assertThat(patient.file("patient.json")).hasContent(OLD);
  }

  @Test
  void a_candidate_that_the_validator_refuses_in_its_place_is_put_back() throws Exception {
    Files.writeString(candidate, "{\"port\": 2}");
    // A validator that looks at the file in use only, as nginx -t does.
    List<String> validate =
        List.of("/bin/grep", "-q", "port.: 1", patient.file("patient.json").toString());

    assertThatThrownBy(() -> apply(patient.file("patient.json"), context(validate)))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("not valid in its place, and was put back");

    assertThat(patient.file("patient.json")).hasContent(OLD);
  }

  @Test
  void a_file_that_is_no_configuration_of_the_component_is_refused() throws Exception {
    Files.writeString(candidate, "{}");

    assertThatThrownBy(() -> apply(patient.file("data"), context(List.of())))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is no configuration of service:patient");
  }

  @Test
  void a_candidate_that_is_a_link_is_refused() throws Exception {
    Files.createSymbolicLink(candidate, Path.of("/etc/hostname"));

    assertThatThrownBy(() -> apply(patient.file("patient.json"), context(List.of())))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is a link");
  }

  @Test
  void a_candidate_of_another_folder_is_refused() {
    assertThat(
            Steps.fault(
                "configuration.apply",
                "{\"file\": \"/etc/a/b.conf\", \"candidate\": \"/tmp/b.conf\"}"))
        .contains("another file in the folder of /etc/a/b.conf");
    assertThat(
            Steps.fault(
                "configuration.apply",
                "{\"file\": \"/etc/a/b.conf\", \"candidate\": \"/etc/a/../shadow\"}"))
        .contains("another file in the folder of /etc/a/b.conf");
  }
}
