package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The space that is left where something is to be kept. */
public final class Space {
  /** What stays free beside something large, so that keeping it is not the next illness. */
  public static final long FREE = 256L << 20;

  private Space() {}

  /** What stays free beside something: as much again, and no more than beside something large. */
  public static long beside(long bytes) {
    return Math.min(FREE, bytes);
  }

  /** How many bytes files have together; what is no file, or not there, has none. */
  public static long of(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /**
   * Why something cannot be kept in a folder, in a sentence; empty when there is space for it.
   *
   * @param folder the folder, which need not be there yet
   * @param bytes how much is to be kept
   * @param free how much is to stay free beside it
   */
  public static Optional<String> lacking(Path folder, long bytes, long free) throws IOException {
    Path there = folder.toAbsolutePath();
    while (Files.notExists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    FileStore store = Files.getFileStore(there);
    long left = store.getUsableSpace();
    // Their sum could be too large for a number.
    return left - free >= bytes
        ? Optional.empty()
        : Optional.of(
            "%s has %d bytes left; what is to be kept takes %d, and %d are to stay free"
                .formatted(store, left, bytes, free));
  }
}
