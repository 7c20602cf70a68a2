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

/** The action {@code filesystem.unmount}. */
public final class UnmountFilesystem extends Described<UnmountFilesystem.Parameters> {
  /**
   * How it is unmounted.
   *
   * @param lazy whether it is detached also while it is used; false when it is not said
   */
  public record Parameters(boolean lazy) {}

  /** The action. */
  public UnmountFilesystem() {
    super(
        "filesystem.unmount",
        "Unmounts the component's filesystem; refused while it is used, unless lazy is said. The undo mounts it as it was.",
        Parameters.class,
        Safety.RESTART,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(FilesystemState.class, "status", FilesystemState.Status.UNMOUNTED));
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    Path point = Mounts.point(context);
    Optional<String> there = Mounts.mounted(context, point, "SOURCE");
    if (there.isPresent()) {
      registered
          .put("point", point.toString())
          .put("device", there.get())
          .put("options", Mounts.mounted(context, point, "OPTIONS").orElse("rw"));
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.MOUNT);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path point = Mounts.point(context);
    if (there(context, point).isEmpty()) {
      return Preview.of("unmounts nothing: nothing is mounted at " + point);
    }
    String how = parameters.lazy() ? ", also while it is used" : ", unless it is used";
    String options = Mounts.mounted(context, point, "OPTIONS").orElse("rw");
    return Preview.of("unmounts " + Mounts.device(context) + " from " + point + how)
        .undoneBy("mounts it there again with " + options);
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path point = Mounts.point(context);
    Optional<String> there = there(context, point);
    if (there.isEmpty()) {
      return "nothing is mounted at " + point;
    }
    Mounts.unmount(context, point, parameters.lazy());
    return "unmounted " + there.get() + " from " + point;
  }

  /** What is mounted there; another device than the allowed one is not for us. */
  private static Optional<String> there(ActionContext context, Path point)
      throws ActionFailed, InterruptedException {
    String device = Mounts.device(context).toString();
    Optional<String> there = Mounts.mounted(context, point, "SOURCE");
    if (there.isPresent() && !there.get().equals(device)) {
      throw new ActionFailed(
          there.get() + " is mounted at " + point + "; the inventory allows " + device + " only");
    }
    return there;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path point = Path.of(registered.path("point").asText());
    String device = registered.path("device").asText();
    if (device.isEmpty() || Mounts.mounted(context, point, "SOURCE").isPresent()) {
      return "nothing to mount";
    }
    Mounts.mount(context, device, point, registered.path("options").asText());
    return "mounted " + device + " at " + point + " again";
  }
}
