package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.playbook.Effect;

/** The action {@code port.stop-squatter}. */
public final class StopSquatter implements Action<Action.None> {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** A listener may be shared by a parent and its workers. */
  private static final int MOST_HOLDERS = 64;

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
  public List<Effect> effects() {
    return List.of(Effect.of(ListenerState.class, "owner", ListenerState.Owner.NOBODY));
  }

  @Override
  public Repeat repeat() {
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.SIGNAL_OTHERS, Privilege.LOOK_INTO_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    List<String> squatters = new ArrayList<>();
    for (int port : context.component().listens()) {
      Optional<ProcessInfo> listener = foreign(context, port);
      if (listener.isPresent()) {
        refuseProtected(context, listener.get());
        // Its first word only: what follows may hold what nobody is to read.
        String program = listener.get().commandLine().split(" ", 2)[0];
        squatters.add("process %d (%s) on port %d".formatted(listener.get().pid(), program, port));
      }
    }
    return squatters.isEmpty()
        ? Preview.of("stops nothing: no stranger listens on " + context.component().listens())
        : Preview.of("sends TERM, and KILL after 1 s, to " + Looks.some(squatters));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    int stopped = 0;
    for (int port : context.component().listens()) {
      Optional<ProcessInfo> listener = foreign(context, port);
      for (int holders = 0; listener.isPresent() && holders < MOST_HOLDERS; holders++) {
        stop(context, listener.get());
        stopped++;
        listener = foreign(context, port);
      }
    }
    return "stopped " + stopped + " squatters";
  }

  private static Optional<ProcessInfo> foreign(ActionContext context, int port) {
    ProcessTable table = context.hands().processes();
    return table.listener(port).filter(holder -> !ours(table, context.component(), holder));
  }

  private static void stop(ActionContext context, ProcessInfo squatter)
      throws ActionFailed, InterruptedException {
    ProcessTable table = context.hands().processes();
    refuseProtected(context, squatter);
    Processes.signal(context, squatter, "TERM");
    if (!Processes.await(GRACE, () -> !Processes.alive(table, squatter))) {
      Processes.kill(context, List.of(squatter));
    }
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
