package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filesystems on loop devices. */
class MountActionsTest {
  @TempDir Path folder;
  private Patient patient;
  private Path point;
  private String device = "";

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    point = Files.createDirectory(folder.resolve("mounted"));
  }

  @AfterEach
  void end() throws Exception {
    Programs.ask(patient.context(), "umount", "--lazy", point.toString());
    if (!device.isEmpty()) {
      Programs.ask(patient.context(), "losetup", "--detach", device);
    }
    patient.close();
  }

  private ActionContext context(String type) throws Exception {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((type.equals("xfs") ? 320L : 16L) << 20);
    }
    var attached = Programs.ask(patient.context(), "losetup", "--find", "--show", image.toString());
    assumeTrue(
        attached.exitCode() == 0 || Boolean.getBoolean("clarity.ci"),
        "no loop device can be had here (it needs root)");
    device = attached.output().trim();
    Programs.run(patient.context(), "mkfs." + type, "-q", device);
    Component component =
        new Component(
            "filesystem:data",
            "generic",
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.of(point),
            List.of(),
            List.of(),
            List.of(),
            Component.Policy.DEFAULT,
            Steps.allows("{\"device\": \"" + device + "\"}"));
    return patient.context(component);
  }

  @Test
  void a_filesystem_is_mounted_once_and_its_undo_unmounts_it() throws Exception {
    ActionContext context = context("ext4");
    var action = new MountFilesystem();

    assertThat(Steps.preview("filesystem.mount", "{}", context))
        .isEqualTo(
            new Preview(
                "mounts " + device + " at " + point + ", writable", "unmounts " + point, ""));
    ObjectNode registered = Steps.run(action, "{}", context);
    ObjectNode again = Steps.run(action, "{}", context);

    Files.writeString(point.resolve("file"), "it is writable");
    action.undo(again, context);
    assertThat(point.resolve("file")).exists();
    action.undo(registered, context);
    action.undo(registered, context);
    assertThat(point).isEmptyDirectory();
  }

  @Test
  void a_filesystem_is_unmounted_and_its_undo_mounts_it_as_it_was() throws Exception {
    ActionContext context = context("ext4");
    Programs.run(context, "mount", "-o", "ro,noexec", device, point.toString());
    assertThat(Steps.preview("filesystem.unmount", "{}", context).undo())
        .startsWith("mounts it there again with ")
        .contains("ro", "noexec");
    var action = new UnmountFilesystem();

    ObjectNode registered = Steps.run(action, "{}", context);

    assertThat(Mounts.mounted(context, point, "SOURCE")).isEmpty();
    action.undo(registered, context);
    action.undo(registered, context);
    assertThat(Mounts.mounted(context, point, "OPTIONS").orElseThrow()).contains("ro", "noexec");
  }

  @Test
  void a_filesystem_in_use_is_unmounted_only_lazily() throws Exception {
    ActionContext context = context("ext4");
    Steps.run(new MountFilesystem(), "{}", context);
    Path file = Files.writeString(point.resolve("file"), "used");
    try (InputStream used = Files.newInputStream(file)) {
      assertThatThrownBy(() -> Steps.run(new UnmountFilesystem(), "{}", context))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("is busy; stop what uses it, or say lazy: true");

      Steps.run(new UnmountFilesystem(), "{\"lazy\": true}", context);

      assertThat(point).isEmptyDirectory();
      assertThat(used.readAllBytes()).asString().isEqualTo("used");
    }
  }

  @Test
  void what_another_device_has_mounted_is_left_alone() throws Exception {
    ActionContext context = context("ext4");
    Programs.run(context, "mount", "-t", "tmpfs", "clarity-test", point.toString());

    for (Action<?> action : List.of(new MountFilesystem(), new UnmountFilesystem())) {
      assertThatThrownBy(() -> Steps.run(action, "{}", context))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("clarity-test is mounted at " + point);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"ext4", "xfs"})
  void a_filesystem_without_faults_is_found_so(String type) throws Exception {
    ActionContext context = context(type);

    assertThat(new CheckFilesystem().run(new Action.None(), context)).endsWith("has no faults");
  }

  @Test
  void a_broken_ext4_is_mended() throws Exception {
    ActionContext context = context("ext4");
    Steps.run(new MountFilesystem(), "{}", context);
    Files.writeString(point.resolve("file"), "kept");
    Steps.run(new UnmountFilesystem(), "{}", context);
    Programs.run(context, "debugfs", "-w", "-R", "set_super_value free_blocks_count 7", device);

    assertThat(new CheckFilesystem().run(new Action.None(), context))
        .endsWith("had faults; they are corrected");

    assertThat(new CheckFilesystem().run(new Action.None(), context)).endsWith("has no faults");
    Steps.run(new MountFilesystem(), "{}", context);
    assertThat(point.resolve("file")).hasContent("kept");
  }

  @Test
  void an_ext4_whose_repair_may_lose_data_is_left_to_a_person() throws Exception {
    ActionContext context = context("ext4");
    Programs.run(context, "debugfs", "-w", "-R", "clri <2>", device);

    assertThatThrownBy(() -> new CheckFilesystem().run(new Action.None(), context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("needs a person");
  }

  @Test
  void a_broken_xfs_is_mended() throws Exception {
    ActionContext context = context("xfs");
    Programs.run(context, "xfs_db", "-x", "-c", "agi 0", "-c", "write -d count 9", device);

    assertThat(new CheckFilesystem().run(new Action.None(), context))
        .endsWith("had faults; they are corrected");

    assertThat(new CheckFilesystem().run(new Action.None(), context)).endsWith("has no faults");
  }

  @Test
  void a_mounted_filesystem_is_not_checked() throws Exception {
    ActionContext context = context("ext4");
    Steps.run(new MountFilesystem(), "{}", context);

    assertThatThrownBy(() -> Steps.preview("filesystem.check", "{}", context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("unmount it before it is checked");
    assertThatThrownBy(() -> new CheckFilesystem().run(new Action.None(), context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(device + " is mounted at " + point + "; unmount it");
  }

  @Test
  void a_component_without_an_allowed_device_is_refused() {
    assertThatThrownBy(() -> new CheckFilesystem().run(new Action.None(), patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("the inventory allows no device for service:patient");
  }
}
