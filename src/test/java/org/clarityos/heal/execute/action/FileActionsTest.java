package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.clarityos.heal.execute.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileActionsTest {
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
  void a_log_is_rotated_with_its_mode_and_the_process_told() throws Exception {
    Path log = Files.writeString(patient.file("patient.log"), "old\n");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw----"));
    Files.writeString(patient.file("patient.log.1"), "older\n");
    patient.start();

    Steps.run(new RotateLogs(), "{}", patient.context());

    assertThat(log).isEmptyFile();
    assertThat(mode(log)).isEqualTo("rw-rw----");
    assertThat(patient.file("patient.log.2")).hasContent("old");
    assertThat(patient.file("patient.log.1")).hasContent("older");
    assertThat(patient.file("reloaded")).exists();
  }

  @Test
  void an_undone_rotation_moves_the_log_back_unless_there_is_a_new_one() throws Exception {
    Path log = Files.writeString(patient.file("patient.log"), "old\n");
    var action = new RotateLogs();
    ObjectNode registered = Steps.run(action, "{}", patient.context());

    action.undo(registered, patient.context());
    assertThat(log).hasContent("old");
    action.undo(registered, patient.context());
    assertThat(log).hasContent("old");

    registered = Steps.run(action, "{}", patient.context());
    Files.writeString(log, "new\n");
    action.undo(registered, patient.context());
    assertThat(log).hasContent("new");
    assertThat(patient.file("patient.log.1")).hasContent("old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.save", "data.reset-to-stable"})
  void what_there_is_no_space_for_is_not_copied_and_nothing_is_done(String name) throws Exception {
    try (RandomAccessFile data = new RandomAccessFile(patient.file("data").toFile(), "rw")) {
      data.setLength(1L << 42);
    }
    assertThatThrownBy(() -> Steps.run(Actions.shipped().require(name), "{}", patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageMatching(
            ".+ has \\d+ bytes left; what is to be kept takes 4398046511104, and 268435456 are to stay free");
    assertThat(patient.file("kept")).doesNotExist();
    assertThat(patient.file("data")).hasSize(1L << 42);
  }

  @Test
  void a_log_smaller_than_said_is_left() throws Exception {
    Files.writeString(patient.file("patient.log"), "old\n");

    Steps.run(new RotateLogs(), "{\"atLeast\": 100}", patient.context());

    assertThat(patient.file("patient.log")).hasContent("old");
  }

  @Test
  void a_log_is_emptied_in_place_and_its_end_kept() throws Exception {
    Path log = Files.writeString(patient.file("patient.log"), "x".repeat(70_000) + "the end");
    Object inode = Files.getAttribute(log, "unix:ino");

    Steps.run(new TruncateLog(), "{\"path\": \"" + log + "\"}", patient.context());

    assertThat(log).isEmptyFile();
    assertThat(Files.getAttribute(log, "unix:ino")).isEqualTo(inode);
    try (var kept = Files.list(patient.file("kept"))) {
      assertThat(kept.toList())
          .singleElement()
          .satisfies(file -> assertThat(file).content().hasSize(64 * 1024).endsWith("the end"));
    }
  }

  @Test
  void what_is_no_declared_log_is_not_emptied() {
    refused(new TruncateLog(), patient.file("data"), patient.context(), "no declared log");
    assertThat(patient.file("data")).hasContent("precious");
  }

  @Test
  void a_log_that_is_a_link_is_not_emptied_nor_rotated() throws Exception {
    Path log = patient.file("patient.log");
    Files.createSymbolicLink(log, patient.file("data"));

    refused(new TruncateLog(), log, patient.context(), "is a link");
    assertThatThrownBy(() -> Steps.run(new RotateLogs(), "{}", patient.context()))
        .hasMessageContaining("is a link");
    assertThat(patient.file("data")).hasContent("precious");
  }

  @Test
  void clean_deletes_what_is_old_and_expendable_and_keeps_what_the_policy_keeps() throws Exception {
    Files.createDirectory(patient.file("old"));
    written("old/1.log", 3);
    written("old/2.log", 2);
    written("old/3.log", 0);
    written("old/4.log", 0);
    written("old/keep.txt", 9);

    Steps.run(new CleanFiles(), "{\"olderThan\": \"1h\"}", patient.context());

    assertThat(patient.file("old").toFile().list())
        .containsExactlyInAnyOrder("3.log", "4.log", "keep.txt");
  }

  @Test
  void clean_deletes_no_more_at_once_than_said() throws Exception {
    Files.createDirectory(patient.file("old"));
    for (int age = 2; age < 6; age++) {
      written("old/" + age + ".log", age);
    }

    Steps.run(new CleanFiles(), "{\"olderThan\": \"1h\", \"atMost\": 2}", patient.context());

    assertThat(patient.file("old").toFile().list()).containsExactlyInAnyOrder("2.log", "3.log");
  }

  @Test
  void clean_does_not_follow_a_folder_that_is_a_link() throws Exception {
    Files.createDirectory(patient.file("elsewhere"));
    written("elsewhere/1.log", 5);
    written("elsewhere/2.log", 5);
    Files.createSymbolicLink(patient.file("old"), patient.file("elsewhere"));

    assertThatThrownBy(
            () -> Steps.run(new CleanFiles(), "{\"olderThan\": \"1h\"}", patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is a link");
    assertThat(patient.file("elsewhere").toFile().list()).hasSize(2);
  }

  @Test
  void clean_of_files_that_may_be_in_use_is_refused() {
    assertThat(Steps.fault("file.clean", "{\"olderThan\": \"5s\"}")).contains("below 1m");
    assertThat(Steps.fault("file.clean", "{}")).contains("olderThan");
  }

  @Test
  void permissions_are_repaired_and_put_back() throws Exception {
    Path file = patient.file("patient.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    ActionContext context = permissions(file, "rw-r-----", "");
    var action = new RepairPermissions();

    ObjectNode registered = Steps.run(action, "{}", context);
    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertThat(action.run(NONE, context)).isEqualTo("repaired 0 files");

    action.undo(registered, context);
    assertThat(mode(file)).isEqualTo("rw-rw-rw-");
    action.undo(registered, context);
    assertThat(mode(file)).isEqualTo("rw-rw-rw-");
  }

  @Test
  void an_owner_is_repaired_and_put_back() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "giving files away needs root");
    Path file = patient.file("patient.json");
    ActionContext context = permissions(file, "rw-r-----", "nobody");
    var action = new RepairPermissions();

    ObjectNode registered = Steps.run(action, "{}", context);
    assertThat(Files.getOwner(file).getName()).isEqualTo("nobody");
    assertThat(mode(file)).isEqualTo("rw-r-----");

    action.undo(registered, context);
    assertThat(Files.getOwner(file).getName()).isEqualTo("root");
  }

  @Test
  void permissions_of_the_system_are_not_touched_whatever_the_inventory_says() {
    ActionContext context = permissions(Path.of("/etc/shadow"), "rw-r--r--", "");

    assertThatThrownBy(() -> new RepairPermissions().run(NONE, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("the system's");
  }

  @Test
  void permissions_that_are_not_declared_are_none_to_repair() {
    assertThatThrownBy(() -> new RepairPermissions().run(NONE, patient.context()))
        .hasMessageContaining("declares no permissions");
  }

  @Test
  void an_inventory_cannot_ask_for_files_that_everybody_may_write() {
    assertThatThrownBy(() -> permissions(patient.file("data"), "rw-rw-rw-", ""))
        .hasMessageContaining("not writable for everybody");
  }

  @Test
  void a_file_is_put_into_quarantine_and_brought_back() throws Exception {
    Path file = uploaded("evil.php");
    ActionContext context = quarantine();
    var action = new QuarantineFile();

    ObjectNode registered = Steps.run(action, "{\"path\": \"" + file + "\"}", context);

    assertThat(file).doesNotExist();
    assertThat(Path.of(registered.path("away").asText())).exists();
    assertThat(mode(Path.of(registered.path("away").asText()))).isEqualTo("---------");
    assertThat(action.run(new QuarantineFile.Parameters(file), context)).endsWith("has gone");
    action.undo(registered, context);
    assertThat(file).hasContent("x");
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    action.undo(registered, context);
    assertThat(file).hasContent("x");
  }

  @Test
  void quarantine_is_for_allowed_folders_only_by_whatever_name_they_are_reached() throws Exception {
    Path file = patient.file("uploads/../data");
    uploaded("x");

    refused(new QuarantineFile(), file, quarantine(), "in none of the folders");
    refused(new QuarantineFile(), Path.of("/usr/bin/env"), quarantine(), "the system's");
    assertThat(patient.file("data")).hasContent("precious");
  }

  @Test
  void quarantine_does_not_take_the_data_of_a_component() throws Exception {
    ActionContext context =
        patient.context(patient.component(Steps.allows("{\"quarantine\": [\"" + folder + "\"]}")));

    refused(new QuarantineFile(), patient.file("data"), context, "data of a component");
    assertThat(patient.file("data")).hasContent("precious");
  }

  private static void refused(Action<?> action, Path path, ActionContext context, String why) {
    assertThatThrownBy(() -> Steps.run(action, "{\"path\": \"" + path + "\"}", context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
  }

  private ActionContext permissions(Path path, String mode, String owner) {
    return patient.context(
        patient.component(
            Steps.allows(
                "{\"permissions\": [{\"path\": \"%s\", \"mode\": \"%s\", \"owner\": \"%s\"}]}"
                    .formatted(path, mode, owner))));
  }

  private ActionContext quarantine() {
    return patient.context(
        patient.component(Steps.allows("{\"quarantine\": [\"" + patient.file("uploads") + "\"]}")));
  }

  private Path uploaded(String name) throws Exception {
    Files.createDirectories(patient.file("uploads"));
    Path file = Files.writeString(patient.file("uploads/" + name), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private void written(String name, int hoursAgo) throws Exception {
    Path file = Files.writeString(patient.file(name), "x");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(hoursAgo * 3600L)));
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
