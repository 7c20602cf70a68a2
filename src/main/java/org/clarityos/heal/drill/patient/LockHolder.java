package org.clarityos.heal.drill.patient;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** A process that holds the lock of a file, as a package manager does while it upgrades. */
final class LockHolder {
  private LockHolder() {}

  /** Holds the lock until it is ended; says so when it is held. */
  static void run(Path file) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      System.out.println(lock == null ? "refused" : "held");
      if (lock != null) {
        new CountDownLatch(1).await();
      }
    }
  }
}
