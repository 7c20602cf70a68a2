package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Cgroups;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.playbook.Effect;

/** The action {@code cgroup.kill}. */
public final class KillCgroup extends Described<Action.None> {
  private static final Duration GONE = Duration.ofSeconds(5);
  private final Cgroups cgroups;

  /** The action on this host. */
  public KillCgroup() {
    this(Groups.ROOT);
  }

  KillCgroup(Path root) {
    super(
        "cgroup.kill",
        "Kills all processes of the component's control group, also those that fork meanwhile.",
        None.class,
        Safety.RESTART,
        Repeat.IDEMPOTENT);
    this.cgroups = Cgroups.at(root);
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(ProcessState.class, "status", ProcessState.Status.ENDED));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.KERNEL_FILES, Privilege.SIGNAL_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    String group = Groups.declared(context);
    try {
      List<ProcessInfo> members = Groups.members(context, cgroups, group);
      if (!members.isEmpty()) {
        Groups.own(context, cgroups);
      }
      return Preview.of("sends KILL to all of the control group " + group)
          .seeing(Looks.processes(members));
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    String group = Groups.declared(context);
    try {
      if (Groups.members(context, cgroups, group).isEmpty()) {
        return "no process was in " + group;
      }
      Groups.own(context, cgroups);
      List<ProcessInfo> members = Groups.members(context, cgroups, group);
      Optional<Cgroups.Setting> kill = cgroups.kill(group);
      if (kill.isPresent()) {
        kill.get().write();
      } else {
        killOneByOne(context, group);
      }
      if (!Processes.await(
          GONE,
          () -> members.stream().noneMatch(p -> Processes.alive(context.hands().processes(), p)))) {
        throw new ActionFailed("a process of the control group " + group + " does not end");
      }
      return "killed " + members.size() + " processes of " + group;
    } catch (IOException e) {
      throw new ActionFailed("the control group cannot be killed: " + e.getMessage(), e);
    }
  }

  /** Frozen, they cannot fork; the signal reaches them as they thaw. */
  private void killOneByOne(ActionContext context, String group)
      throws ActionFailed, InterruptedException, IOException {
    cgroups.frozen(group, true).write();
    try {
      Processes.await(GONE, () -> Groups.stands(cgroups, group));
      for (ProcessInfo process : Groups.members(context, cgroups, group)) {
        Processes.signal(context, process, "KILL");
      }
    } finally {
      cgroups.frozen(group, false).write();
    }
  }
}
