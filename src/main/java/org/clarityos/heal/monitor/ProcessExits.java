package org.clarityos.heal.monitor;

import com.sun.jna.Memory;
import java.util.function.Consumer;

/**
 * The kernel's stream of process exits: the netlink proc connector (linux/cn_proc.h). Needs
 * CAP_NET_ADMIN.
 */
final class ProcessExits implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM = 2;
  private static final int NETLINK_CONNECTOR = 11;
  private static final int CN_IDX_PROC = 1;
  private static final int NLMSG_DONE = 3;
  private static final int PROC_EVENT_EXIT = 0x80000000;
  private static final int HEADERS = 36;
  private static final int BUFFER = 4096;
  private static final int PATIENCE_MILLIS = 500;

  /**
   * The exit of a process.
   *
   * @param pid its id
   * @param exitCode its exit code, -1 when ended by a signal or unknown
   * @param signal the signal that ended it, 0 for none, -1 when unknown
   */
  record Exit(long pid, int exitCode, int signal) {}

  private final int socket;

  ProcessExits() throws CannotWatch {
    socket = Libc.C.socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
    if (socket < 0) {
      throw new CannotWatch("the kernel has no process event connector");
    }
    try (Memory address = new Memory(12);
        Memory listen = new Memory(HEADERS + 4L)) {
      address.clear();
      address.setShort(0, (short) AF_NETLINK);
      address.setInt(8, CN_IDX_PROC);
      listen.clear();
      listen.setInt(0, HEADERS + 4);
      listen.setShort(4, (short) NLMSG_DONE);
      listen.setInt(16, CN_IDX_PROC);
      listen.setInt(20, 1);
      listen.setShort(32, (short) 4);
      listen.setInt(HEADERS, 1);
      if (Libc.C.bind(socket, address, 12) < 0
          || Libc.C.send(socket, listen, HEADERS + 4L, 0) < 0) {
        Libc.C.close(socket);
        throw new CannotWatch("process events need CAP_NET_ADMIN in the host's own namespaces");
      }
    }
  }

  /** Hands every exit of a process (not of a thread) to a reader until interrupted. */
  void read(Consumer<Exit> reader) {
    try (Memory bytes = new Memory(BUFFER)) {
      while (!Thread.currentThread().isInterrupted()) {
        if (!Libc.readable(socket, PATIENCE_MILLIS)) {
          continue;
        }
        long length = Libc.C.recv(socket, bytes, BUFFER, 0);
        if (length < HEADERS + 32L || bytes.getInt(HEADERS) != PROC_EVENT_EXIT) {
          continue;
        }
        int pid = bytes.getInt(HEADERS + 16L);
        int group = bytes.getInt(HEADERS + 20L);
        if (pid == group) {
          reader.accept(exit(pid, bytes.getInt(HEADERS + 24L)));
        }
      }
    }
  }

  /** The exit that a wait status tells. */
  static Exit exit(long pid, int status) {
    int signal = status & 0x7f;
    return new Exit(pid, signal == 0 ? (status >> 8) & 0xff : -1, signal);
  }

  @Override
  public void close() {
    Libc.C.close(socket);
  }
}
