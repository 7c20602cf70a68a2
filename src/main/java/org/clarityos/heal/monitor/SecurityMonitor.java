package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.clarityos.heal.fact.Finding;

/** The monitor of listening ports: one that was not there at the start is a finding. */
public final class SecurityMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final String LISTENING = "0A";
  private final Path table;
  private final Set<Integer> known = new TreeSet<>();
  private boolean first = true;

  /** A monitor that reads a socket table such as {@code /proc/net/tcp}. */
  public SecurityMonitor(Path table) {
    this.table = table;
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    if (!Files.isReadable(table)) {
      throw new CannotWatch(table + " cannot be read");
    }
    watch.every(LOOK, "listening ports", () -> look(watch));
  }

  private void look(Watch watch) throws IOException {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    for (String line : Files.readAllLines(table)) {
      String[] fields = line.trim().split("\\s+");
      if (fields.length > 3 && fields[3].equals(LISTENING)) {
        int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
        if (known.add(port) && !first) {
          watch.observe(
              new Finding(
                  host,
                  "new-listener",
                  "tcp/" + port,
                  "a process began to listen on TCP port " + port,
                  watch.clock().millis(),
                  "security"));
        }
      }
    }
    first = false;
  }
}
