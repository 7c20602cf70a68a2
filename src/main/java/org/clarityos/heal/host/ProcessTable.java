package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The process table, read from {@code proc(5)}. */
public final class ProcessTable {
  private final Path proc;
  private final SocketTable sockets;
  private final Map<ProcessSpec, Long> leaders = new ConcurrentHashMap<>();

  /** The table under a root such as {@code /proc}. */
  public ProcessTable(Path proc) {
    this.proc = proc;
    this.sockets = new SocketTable(proc);
  }

  /** The process with an id; empty when there is none. */
  public Optional<ProcessInfo> info(long pid) {
    try {
      String stat = Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      String line =
          new String(Files.readAllBytes(proc.resolve(pid + "/cmdline")), StandardCharsets.UTF_8)
              .replace('\0', ' ')
              .trim();
      return Optional.of(
          new ProcessInfo(
              pid,
              Long.parseLong(fields[19]),
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[3]),
              line));
    } catch (IOException | RuntimeException e) {
      // It ended between two reads; that is an answer too.
      return Optional.empty();
    }
  }

  /** How long ago a process started, in milliseconds, by the kernel's uptime; 0 when it cannot be told. */
  public long ageMillis(ProcessInfo process) {
    try {
      double uptime =
          Double.parseDouble(Files.readString(proc.resolve("uptime")).split(" ", -1)[0]);
      double started = process.startTicks() / ProcessUse.TICKS_PER_SECOND;
      return Math.max(0, Math.round((uptime - started) * 1000));
    } catch (IOException | NumberFormatException e) {
      // A container may hide it; then the process counts as just started.
      return 0;
    }
  }

  /**
   * The main process of a component: the one that its pid file names, else the topmost that
   * matches. What an ended main process left behind in its session is never the main process.
   */
  public Optional<ProcessInfo> main(ProcessSpec spec) {
    Optional<ProcessInfo> main = named(spec).or(() -> topmost(spec));
    main.filter(process -> process.session() == process.pid())
        .ifPresent(process -> leaders.put(spec, process.pid()));
    return main;
  }

  private Optional<ProcessInfo> named(ProcessSpec spec) {
    return spec.pidFile()
        .flatMap(ProcessTable::pid)
        .flatMap(this::info)
        .filter(process -> process.state() != 'Z' && matches(spec, process));
  }

  private Optional<ProcessInfo> topmost(ProcessSpec spec) {
    Set<Long> left = abandoned(spec);
    List<ProcessInfo> matching =
        everything().stream()
            .filter(p -> p.state() != 'Z' && matches(spec, p) && !left.contains(p.session()))
            .toList();
    Set<Long> pids = new HashSet<>();
    matching.forEach(process -> pids.add(process.pid()));
    return matching.stream().filter(process -> !pids.contains(process.parent())).findFirst();
  }

  /**
   * Sessions of ended main processes; the kernel gives their ids to nobody while a member lives.
   */
  private Set<Long> abandoned(ProcessSpec spec) {
    Set<Long> sessions = new HashSet<>();
    spec.pidFile().flatMap(ProcessTable::pid).ifPresent(sessions::add);
    Optional.ofNullable(leaders.get(spec)).ifPresent(sessions::add);
    sessions.removeIf(session -> info(session).filter(leader -> leader.state() != 'Z').isPresent());
    return sessions;
  }

  /**
   * All processes of a component: those that match, their descendants, and what an ended main
   * process left behind.
   */
  public List<ProcessInfo> all(ProcessSpec spec) {
    List<ProcessInfo> everything = everything();
    Set<Long> left = abandoned(spec);
    Set<Long> pids = new HashSet<>();
    for (ProcessInfo process : everything) {
      if (matches(spec, process) || left.contains(process.session())) {
        pids.add(process.pid());
      }
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProcessInfo process : everything) {
        grown |= pids.contains(process.parent()) && pids.add(process.pid());
      }
    }
    pids.remove(ProcessHandle.current().pid());
    return everything.stream().filter(p -> pids.contains(p.pid()) && p.state() != 'Z').toList();
  }

  /** Whether a process runs as root or as this program's own user; any other could call itself what it likes. */
  public boolean trusted(ProcessInfo process) {
    try {
      Path entry = proc.resolve(Long.toString(process.pid()));
      long owner = ((Number) Files.getAttribute(entry, "unix:uid")).longValue();
      return owner == 0 || owner == HostClock.uid();
    } catch (IOException e) {
      // It has ended.
      return false;
    }
  }

  /** The oldest process that fits, this program's own apart. */
  public Optional<ProcessInfo> oldest(Predicate<ProcessInfo> fits) {
    return everything().stream()
        .filter(process -> process.pid() != ProcessHandle.current().pid() && process.state() != 'Z')
        .filter(fits)
        .findFirst();
  }

  private List<ProcessInfo> everything() {
    List<ProcessInfo> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        info(Long.parseLong(entry.getFileName().toString())).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the process table cannot be read", e);
    }
    all.sort(Comparator.comparingLong(ProcessInfo::startTicks).thenComparingLong(ProcessInfo::pid));
    return all;
  }

  private static boolean matches(ProcessSpec spec, ProcessInfo process) {
    return !spec.match().isEmpty()
        && process.pid() != ProcessHandle.current().pid()
        && spec.match().stream().allMatch(process.commandLine()::contains);
  }

  private static Optional<Long> pid(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file).trim()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether a component's pid file names a process that has ended and that its parent has not collected. */
  public boolean pidFileNamesZombie(ProcessSpec spec) {
    return spec.pidFile()
        .flatMap(ProcessTable::pid)
        .flatMap(this::info)
        .filter(process -> process.state() == 'Z')
        .isPresent();
  }

  /** What a component's pid file says, compared with the table. */
  public PidFileState.Status pidFile(ProcessSpec spec) {
    if (spec.pidFile().filter(Files::exists).isEmpty()) {
      return PidFileState.Status.ABSENT;
    }
    Optional<ProcessInfo> named =
        spec.pidFile()
            .flatMap(ProcessTable::pid)
            .flatMap(this::info)
            .filter(process -> process.state() != 'Z');
    if (named.isEmpty()) {
      return PidFileState.Status.LEFT_OVER;
    }
    return matches(spec, named.get()) ? PidFileState.Status.MATCHING : PidFileState.Status.STALE;
  }

  /** The process that listens on a TCP port; empty when nobody does or it cannot be seen. */
  public Optional<ProcessInfo> listener(int port) {
    Set<String> listening = sockets.listening(port);
    return listening.isEmpty()
        ? Optional.empty()
        : everything().stream().filter(p -> sockets.holds(p.pid(), listening)).findFirst();
  }

  /** Whose the listener on a TCP port is, seen from a component. */
  public ListenerState.Owner owner(int port, ProcessSpec spec) {
    Set<String> listening = sockets.listening(port);
    if (listening.isEmpty()) {
      return ListenerState.Owner.NOBODY;
    }
    boolean ours =
        named(spec).filter(p -> sockets.holds(p.pid(), listening)).isPresent()
            || all(spec).stream().anyMatch(p -> sockets.holds(p.pid(), listening));
    if (ours) {
      return ListenerState.Owner.OURS;
    }
    // The socket of a process that is just ending still listens and nobody holds it: that is no
    // squatter.
    return listener(port).isPresent() ? ListenerState.Owner.FOREIGN : ListenerState.Owner.NOBODY;
  }

  /** What a process and its descendants use; empty when it is gone. */
  public Optional<ProcessUse> use(long pid) {
    return ProcessUse.of(proc, pid);
  }
}
