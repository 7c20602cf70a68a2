package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import org.clarityos.heal.fact.FilesystemState.Status;

/** The write probe of a filesystem: a small file is written, synced and deleted. */
public final class WriteProbe {
  private static final int BYTES = 4096;
  private static final int MOUNT_POINT = 4;

  private WriteProbe() {}

  /** Tries to write on a mount. */
  public static Status tryWrite(Path mount) {
    Path file = mount.resolve(".clarity-write-probe");
    try {
      if (!mounted(mount)) {
        return Status.UNMOUNTED;
      }
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      return Status.WRITABLE;
    } catch (ReadOnlyFileSystemException e) {
      return Status.READ_ONLY;
    } catch (IOException e) {
      return classify(mount, String.valueOf(e.getMessage()));
    } finally {
      try {
        Files.deleteIfExists(file);
      } catch (IOException | ReadOnlyFileSystemException e) {
        // It could not be written, so it cannot be deleted either.
      }
    }
  }

  private static Status classify(Path mount, String message) {
    try {
      FileStore store = Files.getFileStore(mount);
      if (store.isReadOnly() || message.contains("Read-only")) {
        return Status.READ_ONLY;
      } else if (store.getUsableSpace() < BYTES) {
        return Status.FULL;
      }
      return message.contains("No space left") ? Status.OUT_OF_INODES : Status.FAILING;
    } catch (IOException e) {
      return Status.FAILING;
    }
  }

  private static boolean mounted(Path mount) throws IOException {
    String wanted = mount.toAbsolutePath().normalize().toString();
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines
          .map(line -> line.split(" ", 6)[MOUNT_POINT].replace("\\040", " "))
          .anyMatch(wanted::equals);
    }
  }
}
