package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;

/** The action {@code port.stop-squatter}. */
public final class StopSquatter implements Action<Action.None> {
  private static final Duration GRACE = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "port.stop-squatter";
  }

  @Override
  public String summary() {
    return "Stops a process that is no component and listens on the component's declared port.";
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
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    ProcessTable table = context.hands().processes();
    int stopped = 0;
    for (int port : context.component().listens()) {
      Optional<ProcessInfo> listener = table.listener(port);
      if (listener.isPresent() && !ours(table, context.component(), listener.get())) {
        refuseProtected(context, listener.get());
        Processes.signal(context, listener.get(), "TERM");
        if (!Processes.await(GRACE, () -> !Processes.alive(table, listener.get()))) {
          Processes.kill(context, List.of(listener.get()));
        }
        stopped++;
      }
    }
    return "stopped " + stopped + " squatters";
  }

  private static boolean ours(ProcessTable table, Component component, ProcessInfo process) {
    return component
        .process()
        .filter(spec -> table.all(spec).stream().anyMatch(p -> p.pid() == process.pid()))
        .isPresent();
  }

  private static void refuseProtected(ActionContext context, ProcessInfo squatter)
      throws ActionFailed {
    ProcessHandle self = ProcessHandle.current();
    for (Optional<ProcessHandle> at = Optional.of(self); at.isPresent(); at = at.get().parent()) {
      if (at.get().pid() == squatter.pid()) {
        throw new ActionFailed("the port is held by this program or what started it");
      }
    }
    for (Component other : context.inventory().components()) {
      if (ours(context.hands().processes(), other, squatter)) {
        throw new ActionFailed("the port is held by " + other.id() + "; a person has to decide");
      }
    }
    if (squatter.commandLine().isEmpty()) {
      throw new ActionFailed("the port is held by the kernel");
    }
  }
}
