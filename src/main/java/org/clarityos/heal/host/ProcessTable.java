package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The process table, read from {@code proc(5)}. */
public final class ProcessTable {
  private static final long PAGE = 4096;
  private static final double TICKS_PER_SECOND = 100.0;
  private final Path proc;

  /** The table under a root such as {@code /proc}. */
  public ProcessTable(Path proc) {
    this.proc = proc;
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
              line));
    } catch (IOException | RuntimeException e) {
      // It ended between two reads; that is an answer too.
      return Optional.empty();
    }
  }

  /** The main process of a component: the one that its pid file names, else the topmost that matches. */
  public Optional<ProcessInfo> main(ProcessSpec spec) {
    Optional<ProcessInfo> named = spec.pidFile().flatMap(this::pid).flatMap(this::info);
    if (named.isPresent() && matches(spec, named.get()) && named.get().state() != 'Z') {
      return named;
    }
    List<ProcessInfo> matching = matching(spec);
    Set<Long> pids = new HashSet<>();
    matching.forEach(process -> pids.add(process.pid()));
    return matching.stream().filter(process -> !pids.contains(process.parent())).findFirst();
  }

  /** All processes of a component: those that match, and their descendants. */
  public List<ProcessInfo> all(ProcessSpec spec) {
    List<ProcessInfo> everything = everything();
    Set<Long> pids = new HashSet<>();
    everything.stream().filter(p -> matches(spec, p)).forEach(p -> pids.add(p.pid()));
    main(spec).ifPresent(main -> pids.add(main.pid()));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProcessInfo process : everything) {
        grown |= pids.contains(process.parent()) && pids.add(process.pid());
      }
    }
    return everything.stream().filter(p -> pids.contains(p.pid()) && p.state() != 'Z').toList();
  }

  private List<ProcessInfo> matching(ProcessSpec spec) {
    return everything().stream().filter(p -> matches(spec, p) && p.state() != 'Z').toList();
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
    all.sort(java.util.Comparator.comparingLong(ProcessInfo::startTicks));
    return all;
  }

  private static boolean matches(ProcessSpec spec, ProcessInfo process) {
    return !spec.match().isEmpty()
        && spec.match().stream().allMatch(process.commandLine()::contains);
  }

  private Optional<Long> pid(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file).trim()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** What a component's pid file says, compared with the table. */
  public PidFileState.Status pidFile(ProcessSpec spec) {
    if (spec.pidFile().isEmpty() || !Files.exists(spec.pidFile().get())) {
      return PidFileState.Status.ABSENT;
    }
    boolean matching =
        pid(spec.pidFile().get()).flatMap(this::info).filter(p -> matches(spec, p)).isPresent();
    return matching ? PidFileState.Status.MATCHING : PidFileState.Status.STALE;
  }

  /** The process that listens on a TCP port; empty when nobody does or it cannot be seen. */
  public Optional<ProcessInfo> listener(int port) {
    Set<String> inodes = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      inodes.addAll(listening(proc.resolve(table), port));
    }
    if (inodes.isEmpty()) {
      return Optional.empty();
    }
    for (ProcessInfo process : everything()) {
      if (holds(process.pid(), inodes)) {
        return Optional.of(process);
      }
    }
    return Optional.empty();
  }

  private static List<String> listening(Path table, int port) {
    String suffix = ":%04X".formatted(port);
    try {
      return Files.readAllLines(table).stream()
          .map(line -> line.trim().split("\\s+"))
          .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals("0A"))
          .map(f -> "socket:[" + f[9] + "]")
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean holds(long pid, Set<String> inodes) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
      for (Path descriptor : descriptors) {
        if (inodes.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Not ours to see, or gone.
    }
    return false;
  }

  /** Resident memory of a process, in bytes; 0 when it is gone. */
  public long residentBytes(long pid) {
    try {
      return Long.parseLong(Files.readString(proc.resolve(pid + "/statm")).split(" ", -1)[1]) * PAGE;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Open descriptors as a share of the soft limit, 0..1; 0 when it cannot be seen. */
  public double descriptorRatio(long pid) {
    String[] names = proc.resolve(pid + "/fd").toFile().list();
    try {
      for (String line : Files.readAllLines(proc.resolve(pid + "/limits"))) {
        if (names != null && line.startsWith("Max open files")) {
          return names.length / Double.parseDouble(line.split("\\s+")[3]);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  /** Processor time used by a process, in seconds; 0 when it is gone. */
  public double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Threads of a process; 0 when it is gone. */
  public int threads(long pid) {
    String[] names = proc.resolve(pid + "/task").toFile().list();
    return names == null ? 0 : names.length;
  }
}
