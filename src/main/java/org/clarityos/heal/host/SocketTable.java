package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table of listening TCP sockets, read from {@code proc(5)}, and who holds them. */
final class SocketTable {
  private static final String LISTENING = "0A";
  private final Path proc;

  SocketTable(Path proc) {
    this.proc = proc;
  }

  /** The listening sockets of a port, as descriptors show them. */
  Set<String> listening(int port) {
    String suffix = ":%04X".formatted(port);
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try {
        // Busy hosts have thousands of closing connections; splitting them all costs a tenth of a
        // core.
        Files.readAllLines(proc.resolve(table)).stream()
            .filter(line -> line.contains(suffix))
            .map(line -> line.trim().split("\\s+"))
            .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
            .forEach(f -> sockets.add("socket:[" + f[9] + "]"));
      } catch (IOException e) {
        // A kernel without IPv6 has no such table.
      }
    }
    return sockets;
  }

  /** Whether a process holds one of some sockets. */
  boolean holds(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // Not ours to see, or gone.
    }
    return false;
  }
}
