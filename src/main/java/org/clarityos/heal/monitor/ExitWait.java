package org.clarityos.heal.monitor;

/**
 * The wait for the end of one process through {@code pidfd_open(2)}: needs no capability, tells no
 * exit code.
 */
final class ExitWait {
  private static final int PATIENCE_MILLIS = 500;

  private ExitWait() {}

  /** Waits until a process has ended; false when that cannot be seen here. */
  static boolean await(long pid) throws InterruptedException {
    int descriptor = (int) Libc.C.syscall(Libc.PIDFD_OPEN, pid, 0);
    if (descriptor < 0) {
      return false;
    }
    try {
      while (!Libc.readable(descriptor, PATIENCE_MILLIS)) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      Libc.C.close(descriptor);
    }
  }
}
