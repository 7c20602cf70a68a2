package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import org.clarityos.heal.fact.FilesystemState.Status;

/** The write probe of a filesystem: a small file is written, synced and deleted. */
public final class WriteProbe {
  private static final int BYTES = 4096;

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
        channel.write(ByteBuffer.allocate(BYTES));
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
    if (message.contains("No space left")) {
      try {
        return Files.getFileStore(mount).getUsableSpace() < BYTES
            ? Status.FULL
            : Status.OUT_OF_INODES;
      } catch (IOException e) {
        return Status.FULL;
      }
    }
    return message.contains("Read-only") ? Status.READ_ONLY : Status.FAILING;
  }

  private static boolean mounted(Path mount) throws IOException {
    String wanted = " " + mount.toAbsolutePath() + " ";
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.anyMatch(line -> line.contains(wanted));
    }
  }
}
