package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.execute.StableData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that a component's own user may lay out where a program with more rights than he has reads and writes. */
class LinksTest {
  private static final Action.None NONE = new Action.None();

  @TempDir private Path folder;
  @TempDir private Path others;
  private Patient patient;
  private Path secret;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    secret = Files.writeString(others.resolve("secret.log"), "root's own\n");
  }

  @AfterEach
  void end() {
    patient.close();
  }

  private void dataAreALink() throws Exception {
    Files.delete(patient.file("data"));
    Files.createSymbolicLink(patient.file("data"), secret);
  }

  @Test
  void what_data_lead_to_becomes_no_stable_copy() throws Exception {
    dataAreALink();
    StableData.adopt(patient.hands().lastGood(), Patient.ID, patient.component(List.of()));

    assertThat(patient.hands().lastGood().read(Patient.ID, patient.file("data"))).isEmpty();
  }

  @Test
  void what_data_lead_to_is_neither_kept_nor_put_back() throws Exception {
    byte[] stable = "precious".getBytes(StandardCharsets.UTF_8);
    patient.hands().lastGood().adopt(Patient.ID, patient.file("data"), stable);
    dataAreALink();

    assertThatThrownBy(() -> Steps.run(new ResetData(), "{}", patient.context()))
        .hasMessageContaining("is a link");
    assertThatThrownBy(() -> Steps.run(new SaveData(), "{}", patient.context()))
        .hasMessageContaining("is a link");
    assertThat(patient.file("data")).isSymbolicLink();
  }

  @Test
  void a_folder_of_expendable_files_that_is_a_link_is_not_cleaned() throws Exception {
    Files.writeString(others.resolve("older.log"), "root's own, too\n");
    Files.createSymbolicLink(patient.file("old"), others);

    assertThatThrownBy(() -> new ReclaimSpace().run(NONE, patient.context()))
        .hasMessageContaining("is a link");
    assertThat(others.resolve("older.log")).exists();
    assertThat(secret).exists();
  }

  @Test
  void what_is_kept_for_an_undo_is_ours_alone() throws Exception {
    Copies.keep(patient.context(), List.of(patient.file("data")));

    try (var kept = Files.list(patient.file("kept"))) {
      assertThat(kept.toList())
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }
}
