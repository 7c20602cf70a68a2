package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of everything a service keeps, held by one service at a time. */
final class DataFolder implements AutoCloseable {
  /** The least that a start needs: a database and copies of all packs. */
  private static final long LEAST_BYTES = 32L << 20;

  private final FileChannel channel;

  private DataFolder(FileChannel channel) {
    this.channel = channel;
  }

  /** The folder when no other is said: that of {@code CLARITY_DATA}, else in the user's home. */
  static Path standard() {
    String said = System.getProperty("clarity.data", System.getenv("CLARITY_DATA"));
    return said == null ? Path.of(System.getProperty("user.home"), ".clarity") : Path.of(said);
  }

  /**
   * Holds a folder until it is closed or the program ends, however it ends.
   *
   * @throws IOException when it cannot be written, is too full, or another service holds it
   */
  static DataFolder hold(Path folder) throws IOException {
    FileChannel channel = open(folder);
    try {
      if (!locked(channel)) {
        throw new IOException(
            "another service, process %s, works on the data folder %s; stop it, or name another folder with --data"
                .formatted(holder(folder), folder));
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < LEAST_BYTES) {
        throw new IOException(
            "the data folder %s is on a filesystem with %d MiB left; a start needs %d MiB"
                .formatted(folder, free >> 20, LEAST_BYTES >> 20));
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new DataFolder(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          "the data folder %s cannot be written: %s; name another folder with --data"
              .formatted(folder, e),
          e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This process holds it already.
      return false;
    }
  }

  private static String holder(Path folder) throws IOException {
    return Files.readString(folder.resolve("lock")).trim();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
