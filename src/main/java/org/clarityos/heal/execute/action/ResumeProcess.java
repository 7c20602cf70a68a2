package org.clarityos.heal.execute.action;

import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.playbook.Effect;

/** The action {@code process.resume}. */
public final class ResumeProcess implements Action<Action.None> {
  @Override
  public String name() {
    return "process.resume";
  }

  @Override
  public String summary() {
    return "Resumes processes of the component that a signal has paused.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.REVERSIBLE;
  }

  @Override
  public List<Effect> effects() {
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.RUNNING),
        Effect.of(EndpointState.class, "status", EndpointState.Status.UP));
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
    return Preview.of("sends CONT to those of its processes that are paused")
        .seeing(Looks.processes(paused(context)));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    var paused = paused(context);
    for (var process : paused) {
      Processes.signal(context, process, "CONT");
    }
    return "resumed " + paused.size() + " processes";
  }

  private static List<ProcessInfo> paused(ActionContext context) throws ActionFailed {
    return context.hands().processes().all(context.process()).stream()
        .filter(p -> p.state() == 'T')
        .toList();
  }
}
