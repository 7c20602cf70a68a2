package org.clarityos.heal.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.host.Terminals;

/** The monitors of a host, all eight families. */
public final class Monitors {
  private Monitors() {}

  /**
   * All monitors; {@code stability} is how long a changed configuration must do well before it is
   * adopted, {@code kept} where executions keep copies.
   */
  public static List<Monitor> all(
      ProcessTable processes,
      CommandRunner commands,
      LastGood lastGood,
      Duration stability,
      Path kept) {
    return List.of(
        new ProcessMonitor(processes),
        new EndpointMonitor(new EndpointAsker(commands)),
        new ListenerMonitor(processes),
        new PidFileMonitor(processes),
        new FilesystemMonitor(),
        new ConfigurationMonitor(new ConfigurationCheck(commands), lastGood, stability),
        new LogMonitor(),
        new OtherHandsMonitor(
            Path.of("/proc/locks"),
            List.of(
                Path.of("/var/lib/dpkg/lock-frontend"),
                Path.of("/var/lib/dpkg/lock"),
                Path.of("/var/lib/rpm/.rpm.lock"),
                Path.of("/usr/lib/sysimage/rpm/.rpm.lock")),
            processes),
        new PersonMonitor(
            new Terminals(Path.of("/proc"), Path.of("/dev")), processes, Duration.ofMinutes(15)),
        new ManagerMonitor(commands),
        new BackupMonitor(),
        new SpaceMonitor(kept),
        new HostMonitor(Path.of("/proc/pressure")),
        new KernelLogMonitor(Path.of("/dev/kmsg")),
        new NetworkMonitor(Path.of("/sys/class/net")),
        new HardwareMonitor(Path.of("/sys/devices/system/edac/mc")),
        new SecurityMonitor(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))),
        new FailedLoginMonitor(Path.of("/var/log/auth.log")));
  }
}
