package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The control groups of this host in whichever layout it has: v1 (a hierarchy for each controller),
 * v2 (one hierarchy), or hybrid (controllers on v1, a v2 hierarchy beside them).
 *
 * @param root where they are mounted, such as {@code /sys/fs/cgroup}
 */
public record Cgroups(Path root) {
  private static final int DEEPEST = 16;

  /** A layout of hierarchies. */
  public enum Layout {
    /** A hierarchy for each controller. */
    V1,
    /** One hierarchy. */
    V2,
    /** Controllers on v1, and a v2 hierarchy beside them. */
    HYBRID
  }

  /** A resource that can be limited. */
  public enum Resource {
    /** Processor time. */
    CPU,
    /** Memory. */
    MEMORY,
    /** The number of processes and threads. */
    PIDS
  }

  /**
   * A file of a group and what is in it.
   *
   * @param file the file
   * @param value what is read from it or written to it
   */
  public record Setting(Path file, String value) {
    /** Writes it. */
    public void write() throws IOException {
      // The kernel's files are there already; where one is not, nothing must be made of it.
      Files.writeString(
          file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  /** The layout. */
  public Layout layout() {
    if (Files.exists(root.resolve("cgroup.controllers"))) {
      return Layout.V2;
    }
    return Files.exists(root.resolve("unified/cgroup.controllers")) ? Layout.HYBRID : Layout.V1;
  }

  /** The settings that limit a resource of a group: CPU in thousandths of one, others in units. */
  public List<Setting> limit(String group, Resource resource, long amount) throws IOException {
    boolean v1 = layout() != Layout.V2;
    Path folder = folder(group, resource.name().toLowerCase(Locale.ROOT));
    return switch (resource) {
      case PIDS -> List.of(setting(folder, "pids.max", Long.toString(amount)));
      case MEMORY ->
          List.of(
              setting(folder, v1 ? "memory.limit_in_bytes" : "memory.max", Long.toString(amount)));
      case CPU ->
          v1
              ? List.of(
                  setting(folder, "cpu.cfs_period_us", "100000"),
                  setting(folder, "cpu.cfs_quota_us", Long.toString(amount * 100)))
              : List.of(setting(folder, "cpu.max", amount * 100 + " 100000"));
    };
  }

  /** The setting that freezes or thaws a group. */
  public Setting frozen(String group, boolean frozen) throws IOException {
    return freezesOnV2(group)
        ? setting(unified(group), "cgroup.freeze", frozen ? "1" : "0")
        : setting(folder(group, "freezer"), "freezer.state", frozen ? "FROZEN" : "THAWED");
  }

  /** Whether all processes of a group stand still. */
  public boolean isFrozen(String group) throws IOException {
    return freezesOnV2(group)
        ? Files.readString(unified(group).resolve("cgroup.events")).contains("frozen 1")
        : read(folder(group, "freezer").resolve("freezer.state")).equals("FROZEN");
  }

  /** In the hybrid layout a group may be in the v2 hierarchy without the processes being there. */
  private boolean freezesOnV2(String group) throws IOException {
    return layout() == Layout.V2
        || (Files.exists(unified(group).resolve("cgroup.freeze"))
            && !members(unified(group)).isEmpty());
  }

  /** The setting that kills all of a group at once; empty where there is none. */
  public Optional<Setting> kill(String group) throws IOException {
    Path file = unified(group).resolve("cgroup.kill");
    return Files.exists(file) && !members(unified(group)).isEmpty()
        ? Optional.of(new Setting(file, "1"))
        : Optional.empty();
  }

  /** The processes of a group and of the groups below it, in every hierarchy that has it. */
  public List<Long> processes(String group) throws IOException {
    Set<Long> processes = new TreeSet<>();
    for (Path folder : folders(group)) {
      processes.addAll(members(folder));
    }
    return List.copyOf(processes);
  }

  private static List<Long> members(Path folder) throws IOException {
    List<Long> members = new ArrayList<>();
    try (var files = Files.find(folder, DEEPEST, (f, a) -> f.endsWith("cgroup.procs"))) {
      for (Path file : files.toList()) {
        Files.readString(file).lines().map(Long::valueOf).forEach(members::add);
      }
    }
    return members;
  }

  private List<Path> folders(String group) throws IOException {
    List<Path> roots = new ArrayList<>(List.of(unified("")));
    if (layout() != Layout.V2) {
      try (var hierarchies = Files.list(root)) {
        hierarchies.filter(h -> !h.endsWith("unified")).forEach(roots::add);
      }
    }
    return roots.stream().map(r -> r.resolve(group)).filter(Files::isDirectory).toList();
  }

  private Path unified(String group) {
    return (layout() == Layout.V2 ? root : root.resolve("unified")).resolve(group);
  }

  private Path folder(String group, String controller) throws IOException {
    Path folder =
        layout() == Layout.V2 ? root.resolve(group) : root.resolve(controller).resolve(group);
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no group; the controller " + controller + " lacks it");
    }
    return folder;
  }

  private static Setting setting(Path folder, String name, String value) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not there; its controller is not on for this group");
    }
    return new Setting(file, value);
  }

  /** What is in a setting's file now. */
  public static String read(Path file) throws IOException {
    return Files.readString(file).trim();
  }
}
