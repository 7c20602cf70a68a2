package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The control groups of a host, through the driver of the layout that it has. */
public sealed interface Cgroups permits CgroupsV1, CgroupsV2, CgroupsHybrid {
  /** A resource that can be limited. */
  enum Resource {
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
  record Setting(Path file, String value) {
    /** Writes it. */
    public void write() throws IOException {
      // The kernel's files are there already; where one is not, nothing must be made of it.
      Files.writeString(
          file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  /** The driver for the layout below a mount point such as {@code /sys/fs/cgroup}. */
  static Cgroups at(Path root) {
    if (Files.exists(root.resolve("cgroup.controllers"))) {
      return new CgroupsV2(root);
    }
    Path unified = root.resolve("unified");
    return Files.exists(unified.resolve("cgroup.controllers"))
        ? new CgroupsHybrid(new CgroupsV1(root), new CgroupsV2(unified))
        : new CgroupsV1(root);
  }

  /** The settings that limit a resource of a group: CPU in thousandths of one, others in units. */
  List<Setting> limit(String group, Resource resource, long amount) throws IOException;

  /** The setting that freezes or thaws a group. */
  Setting frozen(String group, boolean frozen) throws IOException;

  /** Whether all processes of a group stand still. */
  boolean isFrozen(String group) throws IOException;

  /** The setting that kills all of a group at once; empty where there is none. */
  Optional<Setting> kill(String group) throws IOException;

  /** The folders that a group has, one in every hierarchy that has it. */
  List<Path> folders(String group) throws IOException;

  /** The processes of a group and of the groups below it, in every hierarchy that has it. */
  default List<Long> processes(String group) throws IOException {
    Set<Long> processes = new TreeSet<>();
    for (Path folder : folders(group)) {
      processes.addAll(members(folder));
    }
    return List.copyOf(processes);
  }

  /** The processes of a group's folder and of those below it. */
  static List<Long> members(Path folder) throws IOException {
    int deepest = 16;
    List<Long> members = new ArrayList<>();
    try (var files = Files.find(folder, deepest, (f, a) -> f.endsWith("cgroup.procs"))) {
      for (Path file : files.toList()) {
        Files.readString(file).lines().map(Long::valueOf).forEach(members::add);
      }
    }
    return members;
  }

  /** A setting of a group's folder, which must have it. */
  static Setting setting(Path folder, String name, String value) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not there; its controller is not on for this group");
    }
    return new Setting(file, value);
  }

  /** What is in a setting's file now. */
  static String read(Path file) throws IOException {
    return Files.readString(file).trim();
  }
}
