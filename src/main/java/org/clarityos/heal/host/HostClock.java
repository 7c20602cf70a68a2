package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a host tells of its clock, without asking a daemon. */
public final class HostClock {
  private final Path root;

  /** The clock of the host whose files are under a folder. */
  public HostClock(Path root) {
    this.root = root;
  }

  /** What the kernel counts with, such as {@code tsc}; {@code unknown} when it does not tell. */
  public String source() {
    Path file = root.resolve("sys/devices/system/clocksource/clocksource0/current_clocksource");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Whether it was set by a time server: {@code yes}, {@code no}, or {@code unknown} when nothing tells. */
  public String synchronised() {
    // systemd-timesyncd makes the file once it has the time, in a folder that it makes when it
    // starts.
    Path folder = root.resolve("run/systemd/timesync");
    if (!Files.isDirectory(folder)) {
      return "unknown";
    }
    return Files.exists(folder.resolve("synchronized")) ? "yes" : "no";
  }

  /** The user id that this program runs as; -1 when the host does not tell. */
  public static long uid() {
    try {
      return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }
}
