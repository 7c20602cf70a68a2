package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.clarityos.heal.fact.InterfaceState;
import org.clarityos.heal.inventory.Component;

/** The monitor of network interfaces that the inventory declares: their operational state. */
public final class NetworkMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private final Path interfaces;

  /** A monitor that reads a folder such as {@code /sys/class/net}. */
  public NetworkMonitor(Path interfaces) {
    this.interfaces = interfaces;
  }

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      if (component.kind().equals("interface")) {
        String id = watch.inventory().id(component);
        String name = component.id().substring(component.id().indexOf(':') + 1);
        watch.every(LOOK, "interface " + name, () -> look(watch, id, name));
      }
    }
  }

  private void look(Watch watch, String id, String name) throws IOException {
    Path state = interfaces.resolve(name).resolve("operstate");
    String text = Files.exists(state) ? Files.readString(state).trim() : "absent";
    boolean up = text.equals("up") || text.equals("unknown");
    watch.observe(new InterfaceState(id, up, watch.clock().millis(), "network"));
  }
}
