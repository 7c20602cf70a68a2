package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The driver of version 2: one hierarchy (the kernel's cgroup-v2 documentation).
 *
 * @param root the hierarchy
 */
record CgroupsV2(Path root) implements Cgroups {
  @Override
  public List<Setting> limit(String group, Resource resource, long amount) throws IOException {
    Path folder = folder(group);
    return switch (resource) {
      case PIDS -> List.of(Cgroups.setting(folder, "pids.max", Long.toString(amount)));
      case MEMORY -> List.of(Cgroups.setting(folder, "memory.max", Long.toString(amount)));
      case CPU -> List.of(Cgroups.setting(folder, "cpu.max", amount * 100 + " 100000"));
    };
  }

  @Override
  public Setting frozen(String group, boolean frozen) throws IOException {
    return Cgroups.setting(folder(group), "cgroup.freeze", frozen ? "1" : "0");
  }

  @Override
  public boolean isFrozen(String group) throws IOException {
    return Files.readString(folder(group).resolve("cgroup.events")).contains("frozen 1");
  }

  @Override
  public Optional<Setting> kill(String group) throws IOException {
    // It came with Linux 5.14.
    Path file = root.resolve(group).resolve("cgroup.kill");
    return Files.exists(file) ? Optional.of(new Setting(file, "1")) : Optional.empty();
  }

  @Override
  public List<Path> folders(String group) {
    Path folder = root.resolve(group);
    return Files.isDirectory(folder) ? List.of(folder) : List.of();
  }

  private Path folder(String group) throws IOException {
    Path folder = root.resolve(group);
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no group");
    }
    return folder;
  }
}
