package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.host.Cgroups;
import org.clarityos.heal.host.ProcessInfo;

/** What actions on control groups share: which group is the component's, and undoing settings. */
final class Groups {
  static final Path ROOT = Path.of("/sys/fs/cgroup");

  private Groups() {}

  /**
   * The component's group.
   *
   * @throws ActionFailed when it has none, it is empty, or others live in it too
   */
  static String own(ActionContext context, Cgroups cgroups) throws ActionFailed {
    String group = declared(context);
    Set<Long> ours = new HashSet<>();
    context.hands().processes().all(context.process()).forEach(p -> ours.add(p.pid()));
    try {
      List<Long> members = new ArrayList<>(cgroups.processes(group));
      if (members.isEmpty()) {
        throw new ActionFailed("the control group " + group + " is not there or is empty");
      }
      members.removeIf(pid -> ours.contains(pid) || !lives(context, pid));
      if (!members.isEmpty()) {
        throw new ActionFailed(
            "the control group "
                + group
                + " holds processes outside "
                + context.component().id()
                + ": "
                + members);
      }
    } catch (IOException e) {
      throw new ActionFailed("the control group " + group + " cannot be read: " + e, e);
    }
    return group;
  }

  private static boolean lives(ActionContext context, long pid) {
    return context.hands().processes().info(pid).filter(p -> p.state() != 'Z').isPresent();
  }

  static String declared(ActionContext context) throws ActionFailed {
    String group = context.component().allows().cgroup();
    if (group.isEmpty()) {
      throw new ActionFailed("the inventory allows no cgroup for " + context.component().id());
    }
    return group;
  }

  /** The members of the component's group as processes that are known for good. */
  static List<ProcessInfo> members(ActionContext context, Cgroups cgroups, String group)
      throws IOException {
    List<ProcessInfo> members = new ArrayList<>();
    for (long pid : cgroups.processes(group)) {
      context.hands().processes().info(pid).filter(p -> p.state() != 'Z').ifPresent(members::add);
    }
    return members;
  }

  /** Whether all of a group stands still; not when that cannot be read. */
  static boolean stands(Cgroups cgroups, String group) {
    try {
      return cgroups.isFrozen(group);
    } catch (IOException e) {
      return false;
    }
  }

  /** Settings that are worked out from what there is. */
  interface Wanted {
    List<Cgroups.Setting> settings() throws ActionFailed, IOException;
  }

  /** What setting them would change. */
  static Preview preview(Wanted wanted) throws ActionFailed {
    List<String> changes = new ArrayList<>();
    List<String> back = new ArrayList<>();
    try {
      for (Cgroups.Setting setting : wanted.settings()) {
        String now = Cgroups.read(setting.file());
        changes.add(setting.file() + " from " + now + " to " + setting.value());
        back.add(setting.file() + " to " + now);
      }
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be read: " + e.getMessage(), e);
    }
    return Preview.of("sets " + Looks.some(changes)).undoneBy("sets " + Looks.some(back));
  }

  /** What settings are now, for an undo. */
  static ObjectNode registered(List<Cgroups.Setting> settings) throws IOException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    ArrayNode list = registered.putArray("settings");
    for (Cgroups.Setting setting : settings) {
      String file = setting.file().toString();
      list.addObject().put("file", file).put("value", Cgroups.read(setting.file()));
    }
    return registered;
  }

  /** Puts settings back. */
  static String restore(ObjectNode registered) throws ActionFailed {
    int count = 0;
    for (JsonNode setting : registered.path("settings")) {
      Path file = Path.of(setting.path("file").asText());
      try {
        new Cgroups.Setting(file, setting.path("value").asText()).write();
        count++;
      } catch (java.nio.file.NoSuchFileException e) {
        // The group has gone, and its settings with it.
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be put back: " + e, e);
      }
    }
    return "put back " + count + " settings";
  }
}
