package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.clarityos.heal.playbook.Effect;

/** The action {@code process.stop}. */
public final class StopProcess implements Action<Action.None> {
  @Override
  public String name() {
    return "process.stop";
  }

  @Override
  public String summary() {
    return "Stops the component's processes: as declared, else by SIGTERM, and by SIGKILL when they stay; the undo starts it again.";
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
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.ENDED),
        Effect.of(EndpointState.class, "status", EndpointState.Status.REFUSED),
        new Effect(ProcessExited.class, Map.of("signal", 15, "exitCode", -1)));
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    if (startable(context)) {
      registered.put("ran", true);
    }
    return registered;
  }

  /** What runs, and could be started again. */
  private static boolean startable(ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    return !spec.start().isEmpty() && context.hands().processes().main(spec).isPresent();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    return registered.path("ran").asBoolean()
        ? new StartProcess().run(new None(), context)
        : "nothing to start";
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.SIGNAL_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    String asks =
        spec.stop().isEmpty() ? "sends it TERM" : "runs " + Looks.command(spec.stop(), spec);
    return Preview.of(
            "%s, and sends KILL to what stays after %d ms"
                .formatted(asks, spec.stopTimeout().toMillis()))
        .undoneBy(startable(context) ? "starts it again, unless it runs" : "")
        .seeing(Looks.processes(context.hands().processes().all(spec)));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    ProcessSpec spec = context.process();
    var table = context.hands().processes();
    List<ProcessInfo> all = table.all(spec);
    if (all.isEmpty()) {
      return "no process was running";
    }
    boolean paused = all.stream().anyMatch(p -> p.state() == 'T');
    if (!paused) {
      if (spec.stop().isEmpty()) {
        for (ProcessInfo asked : table.main(spec).map(List::of).orElse(all)) {
          Processes.signal(context, asked, "TERM");
        }
      } else {
        context.hands().commands().run(context.command(spec, spec.stop()));
      }
      if (Processes.await(
          spec.stopTimeout(), () -> all.stream().noneMatch(p -> Processes.alive(table, p)))) {
        return "stopped " + all.size() + " processes";
      }
    }
    Processes.kill(context, all);
    return "killed " + all.size() + " processes" + (paused ? ": they were paused" : "");
  }
}
