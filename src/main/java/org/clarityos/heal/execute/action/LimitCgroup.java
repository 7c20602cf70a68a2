package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Cgroups;
import org.clarityos.heal.host.Cgroups.Resource;

/** The action {@code cgroup.limit}. */
public final class LimitCgroup extends Described<LimitCgroup.Parameters> {
  private static final long LEAST_MEMORY = 4L * 1024 * 1024;
  private static final int LEAST_PIDS = 2;
  private static final int LEAST_CPU = 10;
  private final Cgroups cgroups;

  /**
   * How much the component may use; at least one of them.
   *
   * @param cpu processor time, in thousandths of one processor
   * @param memory memory, in bytes
   * @param pids processes and threads
   */
  public record Parameters(Optional<Integer> cpu, Optional<Long> memory, Optional<Integer> pids) {
    /** Checks that something is limited, and that what is limited can still live. */
    public Parameters {
      cpu = cpu == null ? Optional.empty() : cpu;
      memory = memory == null ? Optional.empty() : memory;
      pids = pids == null ? Optional.empty() : pids;
      if (cpu.isEmpty() && memory.isEmpty() && pids.isEmpty()) {
        throw new IllegalArgumentException("nothing is limited; say cpu, memory or pids");
      }
      if (cpu.orElse(LEAST_CPU) < LEAST_CPU
          || memory.orElse(LEAST_MEMORY) < LEAST_MEMORY
          || pids.orElse(LEAST_PIDS) < LEAST_PIDS) {
        throw new IllegalArgumentException(
            "a limit is too low to live with: cpu is at least 10, memory 4194304, pids 2");
      }
    }
  }

  /** The action on this host. */
  public LimitCgroup() {
    this(Groups.ROOT);
  }

  LimitCgroup(Path root) {
    super(
        "cgroup.limit",
        "Limits the processor time, memory or processes of the component's control group.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
    this.cgroups = Cgroups.at(root);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    try {
      return Groups.registered(settings(parameters, context));
    } catch (IOException e) {
      throw new ActionFailed("the limits cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.KERNEL_FILES);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    return Groups.preview(() -> settings(parameters, context));
  }

  @Override
  public String run(Parameters parameters, ActionContext context) throws ActionFailed {
    try {
      List<Cgroups.Setting> settings = settings(parameters, context);
      for (Cgroups.Setting setting : settings) {
        setting.write();
      }
      return "set " + settings;
    } catch (IOException e) {
      throw new ActionFailed("the limits cannot be set: " + e.getMessage(), e);
    }
  }

  private List<Cgroups.Setting> settings(Parameters parameters, ActionContext context)
      throws ActionFailed, IOException {
    String group = Groups.own(context, cgroups);
    List<Cgroups.Setting> settings = new ArrayList<>();
    if (parameters.cpu().isPresent()) {
      settings.addAll(cgroups.limit(group, Resource.CPU, parameters.cpu().get()));
    }
    if (parameters.memory().isPresent()) {
      settings.addAll(cgroups.limit(group, Resource.MEMORY, parameters.memory().get()));
    }
    if (parameters.pids().isPresent()) {
      settings.addAll(cgroups.limit(group, Resource.PIDS, parameters.pids().get()));
    }
    return settings;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    return Groups.restore(registered);
  }
}
