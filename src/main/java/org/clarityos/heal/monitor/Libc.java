package org.clarityos.heal.monitor;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;

/** The few functions of the C library that monitors need; each answers -1 on failure. */
interface Libc extends Library {
  /** The C library of this host. */
  Libc C = Native.load("c", Libc.class);

  /** The system call {@code pidfd_open(2)}, the same number on all of Linux's newer ports. */
  long PIDFD_OPEN = 434;

  int socket(int domain, int type, int protocol);

  int bind(int socket, Memory address, int length);

  long send(int socket, Memory bytes, long length, int flags);

  long recv(int socket, Memory bytes, long length, int flags);

  int poll(Memory descriptors, long count, int timeoutMillis);

  int close(int descriptor);

  int statvfs(String path, Memory result);

  long syscall(long number, Object... arguments);

  /** Whether a descriptor has something to read, or has ended, within a time. */
  static boolean readable(int descriptor, int timeoutMillis) {
    try (Memory wanted = new Memory(8)) {
      wanted.setInt(0, descriptor);
      wanted.setShort(4, (short) 1);
      wanted.setShort(6, (short) 0);
      return C.poll(wanted, 1, timeoutMillis) > 0;
    }
  }
}
