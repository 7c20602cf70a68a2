package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of other hands: deployments that hold their lock, package upgrades that hold the
 * package lock, and configuration management that is at work on the host.
 */
public final class OtherHandsMonitor implements Monitor {
  private static final String SOURCE = "other-hands";
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration LOOK_AT_PROCESSES = Duration.ofSeconds(1);

  /** Runs, as their command lines show them; not the daemons that wait for the next one. */
  private static final Pattern RUNS =
      Pattern.compile(
          "(^|[ /])(ansible-playbook|ansible-pull|AnsiballZ_\\w+|puppet agent: applying|puppet agent .*(--test|--onetime|-t\\b)"
              + "|chef-client worker|cinc-client worker|salt-call|cf-agent)");

  private final Path locks;
  private final List<Path> packageLocks;
  private final ProcessTable processes;

  /**
   * A monitor that reads a lock table such as {@code /proc/locks} for some package managers' lock
   * files, and a process table.
   */
  public OtherHandsMonitor(Path locks, List<Path> packageLocks, ProcessTable processes) {
    this.processes = processes;
    this.locks = locks;
    this.packageLocks = List.copyOf(packageLocks);
  }

  @Override
  public void start(Watch watch) {
    String host = watch.inventory().scope();
    Hands managers = new Hands(watch, "configuration-management", SOURCE);
    Hands deployments = new Hands(watch, "deploy", SOURCE);
    Hands upgrades = new Hands(watch, "package-upgrade", SOURCE);
    watch.every(
        LOOK_AT_PROCESSES, "configuration management " + host, () -> managers.say(host, manager()));
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .policy()
          .deployLock()
          .ifPresent(
              lock ->
                  watch.every(
                      LOOK,
                      "deployment " + id,
                      () -> deployments.say(id, Files.exists(lock) ? lock.toString() : "")));
      watch.every(LOOK, "package upgrade " + id, () -> upgrades.say(id, upgrader()));
    }
  }

  private String manager() {
    return processes
        .oldest(process -> RUNS.matcher(process.commandLine()).find() && processes.trusted(process))
        .map(process -> "process " + process.pid() + ": " + firstWord(process.commandLine()))
        .orElse("");
  }

  /** Arguments may hold secrets; the program's name does not. */
  private static String firstWord(String commandLine) {
    return commandLine.split(" ", 2)[0];
  }

  private String upgrader() throws IOException {
    for (Path file : packageLocks) {
      if (Files.exists(file)) {
        String inode = Files.getAttribute(file, "unix:ino").toString();
        Optional<String> holder = holder(Files.readString(locks), inode);
        if (holder.isPresent()) {
          return "process " + holder.get();
        }
      }
    }
    return "";
  }

  /**
   * The process that holds a lock on an inode, by a lock table's text; one that waits for it does
   * not count.
   */
  static Optional<String> holder(String table, String inode) {
    return table
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(f -> f.length > 5 && !f[1].equals("->") && f[5].endsWith(":" + inode))
        .map(f -> f[4])
        .findFirst();
  }
}
