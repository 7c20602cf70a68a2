package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of listening ports: one that nobody declared and that was not there at the start is a
 * finding.
 */
public final class SecurityMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final String LISTENING = "0A";
  private final List<Path> tables;
  private final Set<Integer> known = new TreeSet<>();
  private boolean first = true;

  /** A monitor that reads socket tables such as {@code /proc/net/tcp}. */
  public SecurityMonitor(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    if (tables.stream().noneMatch(Files::isReadable)) {
      throw new CannotWatch("none of " + tables + " can be read");
    }
    for (Component component : watch.inventory().components()) {
      known.addAll(component.listens());
    }
    watch.every(LOOK, "listening ports", () -> look(watch));
  }

  private void look(Watch watch) throws IOException {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    Set<Integer> listening = new TreeSet<>();
    for (Path table : tables) {
      if (Files.isReadable(table)) {
        listening.addAll(listening(Files.readString(table)));
      }
    }
    for (int port : listening) {
      if (known.add(port) && !first) {
        String text = "a process began to listen on TCP port " + port;
        long now = watch.clock().millis();
        watch.observe(new Finding(host, "new-listener", "tcp/" + port, text, now, "security"));
      }
    }
    first = false;
  }

  /** The ports listened on, by a socket table's text. */
  static Set<Integer> listening(String table) {
    Set<Integer> ports = new TreeSet<>();
    table
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(fields -> fields.length > 3 && fields[3].equals(LISTENING))
        .map(fields -> fields[1].substring(fields[1].lastIndexOf(':') + 1))
        .forEach(port -> ports.add(Integer.parseInt(port, 16)));
    return ports;
  }
}
