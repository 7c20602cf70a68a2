package org.clarityos.heal.execute.action;

import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code process.kill-orphans}. */
public final class KillOrphans implements Action<Action.None> {
  @Override
  public String name() {
    return "process.kill-orphans";
  }

  @Override
  public String summary() {
    return "Ends processes that are left of the component when its main process has gone.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.RESTART;
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.SIGNAL_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Preview.of("sends KILL to what is left of it, if its main process has gone")
        .seeing(Looks.processes(context.hands().processes().all(context.process())));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    var table = context.hands().processes();
    var main = table.main(context.process());
    if (main.isPresent()) {
      return "none: its main process " + main.get().pid() + " runs";
    }
    var orphans = table.all(context.process());
    Processes.kill(context, orphans);
    return "ended " + orphans.size() + " processes";
  }
}
