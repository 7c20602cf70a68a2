package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Cgroups;

/** The action {@code cgroup.freeze}. */
public final class FreezeCgroup extends Described<Action.None> {
  private static final Duration SETTLES = Duration.ofSeconds(2);
  private final Cgroups cgroups;

  /** The action on this host. */
  public FreezeCgroup() {
    this(Groups.ROOT);
  }

  FreezeCgroup(Path root) {
    super(
        "cgroup.freeze",
        "Freezes all processes of the component's control group; the undo thaws them.",
        None.class,
        Safety.RESTART,
        Repeat.IDEMPOTENT);
    this.cgroups = Cgroups.at(root);
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    try {
      return Groups.registered(List.of(cgroups.frozen(Groups.own(context, cgroups), true)));
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be frozen: " + e.getMessage(), e);
    }
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.KERNEL_FILES);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Groups.preview(() -> List.of(cgroups.frozen(Groups.own(context, cgroups), true)));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    String group = Groups.own(context, cgroups);
    try {
      cgroups.frozen(group, true).write();
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be frozen: " + e.getMessage(), e);
    }
    if (!Processes.await(SETTLES, () -> Groups.stands(cgroups, group))) {
      throw new ActionFailed("not all processes of the control group " + group + " stand still");
    }
    return "froze " + group;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    return Groups.restore(registered);
  }
}
