package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The driver of the hybrid layout: controllers on version 1, and a version 2 hierarchy beside them, in which a group may be
 * without its processes being there.
 *
 * @param controllers the hierarchies of version 1
 * @param unified the hierarchy of version 2
 */
record CgroupsHybrid(CgroupsV1 controllers, CgroupsV2 unified) implements Cgroups {
  @Override
  public List<Setting> limit(String group, Resource resource, long amount) throws IOException {
    return controllers.limit(group, resource, amount);
  }

  @Override
  public Setting frozen(String group, boolean frozen) throws IOException {
    return freezer(group).frozen(group, frozen);
  }

  @Override
  public boolean isFrozen(String group) throws IOException {
    return freezer(group).isFrozen(group);
  }

  private Cgroups freezer(String group) throws IOException {
    boolean freezes = Files.exists(unified.root().resolve(group).resolve("cgroup.freeze"));
    return freezes && populated(group) ? unified : controllers;
  }

  @Override
  public Optional<Setting> kill(String group) throws IOException {
    return populated(group) ? unified.kill(group) : Optional.empty();
  }

  private boolean populated(String group) throws IOException {
    return !unified.processes(group).isEmpty();
  }

  @Override
  public List<Path> folders(String group) throws IOException {
    List<Path> folders = new ArrayList<>(unified.folders(group));
    folders.addAll(controllers.folders(group));
    return folders;
  }
}
