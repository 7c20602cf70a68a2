package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Cgroups;

/** The action {@code cgroup.thaw}. */
public final class ThawCgroup extends Described<Action.None> {
  private static final Duration SETTLES = Duration.ofSeconds(2);
  private final Cgroups cgroups;

  /** The action on this host. */
  public ThawCgroup() {
    this(Groups.ROOT);
  }

  ThawCgroup(Path root) {
    super(
        "cgroup.thaw",
        "Lets the processes of the component's control group go on after a freeze.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
    this.cgroups = Cgroups.at(root);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.KERNEL_FILES);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Groups.preview(() -> List.of(cgroups.frozen(Groups.own(context, cgroups), false)))
        .undoneBy("");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    String group = Groups.own(context, cgroups);
    try {
      cgroups.frozen(group, false).write();
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be thawed: " + e.getMessage(), e);
    }
    if (!Processes.await(SETTLES, () -> !Groups.stands(cgroups, group))) {
      throw new ActionFailed(
          "the control group " + group + " stays frozen; look for a frozen group above it");
    }
    return "thawed " + group;
  }
}
