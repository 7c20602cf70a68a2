package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/** The action {@code filesystem.mount}. */
public final class MountFilesystem extends Described<Action.None> {
  /** The action. */
  public MountFilesystem() {
    super(
        "filesystem.mount",
        "Mounts the component's allowed device, writable, at its declared mount point, unless it is mounted; the undo unmounts it.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(FilesystemState.class, "status", FilesystemState.Status.WRITABLE));
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    Path point = Mounts.point(context);
    if (Mounts.mounted(context, point, "SOURCE").isEmpty()) {
      registered.put("point", point.toString()).put("device", Mounts.device(context).toString());
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.MOUNT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path point = Mounts.point(context);
    String device = Mounts.device(context).toString();
    return there(context, point, device).isPresent()
        ? Preview.of("mounts nothing: " + device + " is mounted at " + point + " already")
        : Preview.of("mounts " + device + " at " + point + ", writable")
            .undoneBy("unmounts " + point);
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    Path point = Mounts.point(context);
    String device = Mounts.device(context).toString();
    if (there(context, point, device).isPresent()) {
      return device + " is mounted at " + point + " already";
    }
    Mounts.mount(context, device, point, "rw");
    return "mounted " + device + " at " + point;
  }

  /** The device, if it is mounted there; another one is not for us. */
  private static Optional<String> there(ActionContext context, Path point, String device)
      throws ActionFailed, InterruptedException {
    Optional<String> there = Mounts.mounted(context, point, "SOURCE");
    if (there.isPresent() && !there.get().equals(device)) {
      throw new ActionFailed(
          there.get()
              + " is mounted at "
              + point
              + "; unmount it before "
              + device
              + " is mounted");
    }
    return there;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path point = Path.of(registered.path("point").asText());
    String device = registered.path("device").asText();
    if (device.isEmpty() || !Mounts.mounted(context, point, "SOURCE").equals(Optional.of(device))) {
      return "nothing to unmount";
    }
    Mounts.unmount(context, point, false);
    return "unmounted " + point;
  }
}
