package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.fact.FilesystemState.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteProbeTest {
  @TempDir Path folder;
  private boolean mounted;

  private boolean run(String... arguments) throws InterruptedException {
    return new LocalCommands()
            .run(
                new CommandRunner.Command(
                    List.of(arguments),
                    "",
                    Path.of("/"),
                    Map.of(),
                    Optional.empty(),
                    Duration.ofSeconds(5)))
            .exitCode()
        == 0;
  }

  private Path mount(String options) throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    mounted = run("/bin/mount", "-t", "tmpfs", "-o", options, "clarity-test", mount.toString());
    assumeTrue(mounted, "mounting a tmpfs needs CAP_SYS_ADMIN");
    return mount;
  }

  @AfterEach
  void unmount() throws InterruptedException {
    if (mounted) {
      run("/bin/umount", folder.resolve("mount").toString());
    }
  }

  @Test
  void filesystemWithRoomIsWritableAndLeftAsItWas() throws Exception {
    Path mount = mount("size=64k");
    assertThat(WriteProbe.tryWrite(mount)).isEqualTo(Status.WRITABLE);
    assertThat(mount).isEmptyDirectory();
  }

  @Test
  void filesystemWithoutSpaceIsFull() throws Exception {
    Path mount = mount("size=64k");
    Files.write(mount.resolve("fill"), new byte[64 * 1024]);
    assertThat(WriteProbe.tryWrite(mount)).isEqualTo(Status.FULL);
  }

  @Test
  void filesystemWithoutInodesIsOutOfInodes() throws Exception {
    Path mount = mount("size=1m,nr_inodes=3");
    Files.createFile(mount.resolve("one"));
    Files.createFile(mount.resolve("two"));
    assertThat(WriteProbe.tryWrite(mount)).isEqualTo(Status.OUT_OF_INODES);
  }

  @Test
  void filesystemRemountedReadOnlyIsReadOnly() throws Exception {
    Path mount = mount("size=64k");
    assertThat(run("/bin/mount", "-o", "remount,ro", mount.toString())).isTrue();
    assertThat(WriteProbe.tryWrite(mount)).isEqualTo(Status.READ_ONLY);
  }

  @Test
  void folderOnWhichNothingIsMountedIsUnmounted() {
    assertThat(WriteProbe.tryWrite(folder)).isEqualTo(Status.UNMOUNTED);
  }
}
