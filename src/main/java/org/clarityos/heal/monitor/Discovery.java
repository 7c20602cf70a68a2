package org.clarityos.heal.monitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OSFileStore;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * The discovery of a host without an inventory: the host, listening services and mounts, to be
 * observed only.
 */
public final class Discovery {
  private static final Set<String> DISKS = Set.of("ext3", "ext4", "xfs", "btrfs", "zfs");
  private final OperatingSystem system;
  private final ProcessTable processes;
  private final List<Component> components = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private Discovery(OperatingSystem system, ProcessTable processes) {
    this.system = system;
    this.processes = processes;
  }

  /** What there is on this host; the mode is OBSERVE. */
  public static Inventory discover() {
    OperatingSystem system = new SystemInfo().getOperatingSystem();
    return new Discovery(system, new ProcessTable(Path.of("/proc"))).inventory();
  }

  private Inventory inventory() {
    String host = name(system.getNetworkParams().getHostName());
    add("host:" + host, "linux", Optional.empty(), Map.of(), Optional.empty());
    Map<Integer, Map<Integer, String>> listening = new TreeMap<>();
    for (IPConnection connection : system.getInternetProtocolStats().getConnections()) {
      int pid = connection.getowningProcessId();
      if (connection.getState() == TcpState.LISTEN && pid != ProcessHandle.current().pid()) {
        listening
            .computeIfAbsent(pid, any -> new TreeMap<>())
            .putIfAbsent(connection.getLocalPort(), address(connection.getLocalAddress()));
      }
    }
    listening.forEach(this::service);
    for (OSFileStore store : system.getFileSystem().getFileStores(true)) {
      if (DISKS.contains(store.getType())) {
        String mount = store.getMount();
        String name = mount.equals("/") ? "root" : name(mount.substring(1));
        add("filesystem:" + name, store.getType(), Optional.empty(), Map.of(), Optional.of(mount));
      }
    }
    return new Inventory(
        "local",
        "local",
        host,
        Mode.OBSERVE,
        components,
        List.of(),
        List.of(),
        Inventory.PLANS_PER_HOUR,
        List.of(),
        List.of());
  }

  private void service(int pid, Map<Integer, String> ports) {
    OSProcess process = pid > 0 ? system.getProcess(pid) : null;
    Optional<ProcessInfo> info = processes.info(pid).filter(p -> !p.commandLine().isEmpty());
    if (process == null || info.isEmpty()) {
      ports.forEach(
          (port, address) ->
              add(
                  "service:port-" + port,
                  "generic",
                  Optional.empty(),
                  Map.of(port, address),
                  Optional.empty()));
      return;
    }
    String name = name(process.getName());
    String id = "service:" + name;
    int first = ports.keySet().iterator().next();
    add(
        ids.contains(id) ? id + "-" + first : id,
        name,
        Optional.of(spec(info.get().commandLine())),
        ports,
        Optional.empty());
  }

  private void add(
      String id,
      String type,
      Optional<Component.ProcessSpec> process,
      Map<Integer, String> ports,
      Optional<String> mount) {
    if (!ids.add(id)) {
      return;
    }
    List<Component.Probe> probes = new ArrayList<>();
    ports.forEach((port, address) -> probes.add(probe(port, address)));
    components.add(
        new Component(
            id,
            type,
            process,
            probes,
            process.isPresent() ? List.copyOf(new TreeSet<>(ports.keySet())) : List.of(),
            List.of(),
            List.of(),
            mount.map(Path::of),
            List.of(),
            List.of(),
            List.of(),
            Component.Policy.DEFAULT,
            Allowance.NONE));
  }

  private static Component.Probe probe(int port, String address) {
    Duration limit = Duration.ofSeconds(1);
    return new Component.Probe(
        "port-" + port,
        "tcp://" + address + ":" + port,
        List.of(),
        Duration.ofSeconds(5),
        limit,
        limit,
        0,
        "");
  }

  private static Component.ProcessSpec spec(String commandLine) {
    return new Component.ProcessSpec(
        List.of(),
        List.of(),
        List.of(),
        "",
        Path.of("/"),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(commandLine),
        Duration.ofSeconds(10));
  }

  /** Where a listener is reached from this host. */
  private static String address(byte[] local) {
    try {
      InetAddress address =
          local.length == 0 ? InetAddress.getLoopbackAddress() : InetAddress.getByAddress(local);
      if (address.isAnyLocalAddress()) {
        return "127.0.0.1";
      }
      String text = address.getHostAddress();
      return text.contains(":") ? "[" + text + "]" : text;
    } catch (UnknownHostException e) {
      return "127.0.0.1";
    }
  }

  private static String name(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]+", "-");
  }
}
