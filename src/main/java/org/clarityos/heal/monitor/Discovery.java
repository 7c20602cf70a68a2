package org.clarityos.heal.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;

/** The discovery of a host without an inventory: listening services and mounts, to be observed only. */
public final class Discovery {
  private static final Set<String> DISKS = Set.of("ext4", "xfs", "btrfs", "ext3", "zfs");

  private Discovery() {}

  /** What there is on this host; the mode is OBSERVE. */
  public static Inventory discover() {
    OperatingSystem system = new SystemInfo().getOperatingSystem();
    List<Component> components = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (IPConnection connection : system.getInternetProtocolStats().getConnections()) {
      if (connection.getState() == TcpState.LISTEN && ids.add("p" + connection.getLocalPort())) {
        components.add(listener(connection.getLocalPort()));
      }
    }
    for (OSFileStore store : system.getFileSystem().getFileStores(true)) {
      String name = store.getMount().equals("/") ? "root" : store.getMount().substring(1).replace('/', '-');
      if (DISKS.contains(store.getType()) && name.matches("[A-Za-z0-9._-]+") && ids.add(name)) {
        components.add(mount(name, Path.of(store.getMount())));
      }
    }
    String host = system.getNetworkParams().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
    return new Inventory("local", "local", host, Mode.OBSERVE, components, List.of(), List.of());
  }

  private static Component listener(int port) {
    Component.Probe probe =
        new Component.Probe(
            "connect",
            "tcp://127.0.0.1:" + port,
            List.of(),
            java.time.Duration.ofSeconds(5),
            java.time.Duration.ofSeconds(1),
            java.time.Duration.ofSeconds(1),
            0,
            "");
    return component("service:port-" + port, List.of(probe), Optional.empty());
  }

  private static Component mount(String name, Path mount) {
    return component("filesystem:" + name, List.of(), Optional.of(mount));
  }

  private static Component component(
      String id, List<Component.Probe> probes, Optional<Path> mount) {
    return new Component(
        id,
        "generic",
        Optional.empty(),
        probes,
        List.of(),
        List.of(),
        List.of(),
        mount,
        List.of(),
        List.of(),
        List.of(),
        Component.Policy.DEFAULT);
  }
}
