package org.clarityos.heal.monitor;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.function.Consumer;

/** The kernel's stream of process exits: the netlink proc connector (linux/cn_proc.h). Needs CAP_NET_ADMIN. */
final class ProcessExits implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM = 2;
  private static final int NETLINK_CONNECTOR = 11;
  private static final int CN_IDX_PROC = 1;
  private static final int NLMSG_DONE = 3;
  private static final int PROC_EVENT_EXIT = 0x80000000;
  private static final int HEADERS = 36;
  private static final int BUFFER = 4096;

  /** The few C functions that are needed; a failure answers -1. */
  interface C extends Library {
    C LIBRARY = Native.load("c", C.class);

    int socket(int domain, int type, int protocol);

    int bind(int socket, Memory address, int length);

    long send(int socket, Memory bytes, long length, int flags);

    long recv(int socket, Memory bytes, long length, int flags);

    int close(int socket);
  }

  /**
   * The exit of a process.
   *
   * @param pid its id
   * @param exitCode its exit code, -1 when ended by a signal
   * @param signal the signal that ended it, 0 for none
   */
  record Exit(long pid, int exitCode, int signal) {}

  private final int socket;

  ProcessExits() throws CannotWatch {
    socket = C.LIBRARY.socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
    if (socket < 0) {
      throw new CannotWatch("the kernel has no process event connector");
    }
    Memory address = new Memory(12);
    address.clear();
    address.setShort(0, (short) AF_NETLINK);
    address.setInt(8, CN_IDX_PROC);
    Memory listen = new Memory(HEADERS + 4L);
    listen.clear();
    listen.setInt(0, HEADERS + 4);
    listen.setShort(4, (short) NLMSG_DONE);
    listen.setInt(16, CN_IDX_PROC);
    listen.setInt(20, 1);
    listen.setShort(32, (short) 4);
    listen.setInt(HEADERS, 1);
    if (C.LIBRARY.bind(socket, address, 12) < 0
        || C.LIBRARY.send(socket, listen, HEADERS + 4L, 0) < 0) {
      C.LIBRARY.close(socket);
      throw new CannotWatch("process events need CAP_NET_ADMIN; exits are seen by looking instead");
    }
  }

  /** Hands every exit of a process (not of a thread) to a reader until interrupted. */
  void read(Consumer<Exit> reader) {
    Memory bytes = new Memory(BUFFER);
    while (!Thread.currentThread().isInterrupted()) {
      long length = C.LIBRARY.recv(socket, bytes, BUFFER, 0);
      if (length < HEADERS + 32L || bytes.getInt(HEADERS) != PROC_EVENT_EXIT) {
        continue;
      }
      int pid = bytes.getInt(HEADERS + 16L);
      int group = bytes.getInt(HEADERS + 20L);
      int status = bytes.getInt(HEADERS + 24L);
      if (pid == group) {
        int signal = status & 0x7f;
        reader.accept(new Exit(pid, signal == 0 ? (status >> 8) & 0xff : -1, signal));
      }
    }
  }

  @Override
  public void close() {
    C.LIBRARY.close(socket);
  }
}
