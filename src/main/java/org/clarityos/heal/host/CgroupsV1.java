package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The driver of version 1: a hierarchy for each controller (the kernel's cgroup-v1 documentation).
 *
 * @param root the folder that holds the hierarchies
 */
record CgroupsV1(Path root) implements Cgroups {
  @Override
  public List<Setting> limit(String group, Resource resource, long amount) throws IOException {
    Path folder = folder(group, resource.name().toLowerCase(Locale.ROOT));
    return switch (resource) {
      case PIDS -> List.of(Cgroups.setting(folder, "pids.max", Long.toString(amount)));
      case MEMORY ->
          List.of(Cgroups.setting(folder, "memory.limit_in_bytes", Long.toString(amount)));
      case CPU ->
          List.of(
              Cgroups.setting(folder, "cpu.cfs_period_us", "100000"),
              Cgroups.setting(folder, "cpu.cfs_quota_us", Long.toString(amount * 100)));
    };
  }

  @Override
  public Setting frozen(String group, boolean frozen) throws IOException {
    return Cgroups.setting(folder(group, "freezer"), "freezer.state", frozen ? "FROZEN" : "THAWED");
  }

  @Override
  public boolean isFrozen(String group) throws IOException {
    return Cgroups.read(folder(group, "freezer").resolve("freezer.state")).equals("FROZEN");
  }

  @Override
  public Optional<Setting> kill(String group) {
    return Optional.empty();
  }

  @Override
  public List<Path> folders(String group) throws IOException {
    try (var hierarchies = Files.list(root)) {
      return hierarchies
          .filter(hierarchy -> !hierarchy.endsWith("unified"))
          .map(hierarchy -> hierarchy.resolve(group))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private Path folder(String group, String controller) throws IOException {
    Path folder = root.resolve(controller).resolve(group);
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no group; the controller " + controller + " lacks it");
    }
    return folder;
  }
}
