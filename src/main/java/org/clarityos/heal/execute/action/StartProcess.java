package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.clarityos.heal.playbook.Effect;

/** The action {@code process.start}. */
public final class StartProcess implements Action<Action.None> {
  private static final Duration SEEN = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "process.start";
  }

  @Override
  public String summary() {
    return "Starts the component's main process, unless it runs.";
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
        Effect.of(ProcessState.class, "status", ProcessState.Status.RUNNING),
        Effect.of(EndpointState.class, "status", EndpointState.Status.UP));
  }

  @Override
  public Repeat repeat() {
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    return Preview.of("starts " + Looks.command(spec.start(), spec) + ", unless it runs")
        .seeing(Looks.processes(context.hands().processes().all(spec)));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    ProcessSpec spec = context.process();
    var table = context.hands().processes();
    Optional<ProcessInfo> running = table.main(spec);
    if (running.isPresent()) {
      return "it runs already as process " + running.get().pid();
    }
    if (!table.all(spec).isEmpty()) {
      throw new ActionFailed(
          "processes of " + context.component().id() + " are left; they must end first");
    }
    CommandRunner.Command command =
        new CommandRunner.Command(
            spec.start(),
            spec.user(),
            spec.directory(),
            spec.environment(),
            spec.output(),
            Duration.ofSeconds(10));
    boolean misleading = table.pidFileNamesZombie(spec);
    try {
      if (misleading) {
        // Programs that ask only whether the process exists take the zombie for themselves and
        // refuse to start, until somebody collects it.
        Files.deleteIfExists(spec.pidFile().orElseThrow());
      }
      context.hands().commands().launch(command);
    } catch (IOException e) {
      throw new ActionFailed("it cannot be started: " + e.getMessage(), e);
    }
    if (!Processes.await(SEEN, () -> table.main(spec).isPresent())) {
      throw new ActionFailed("it was started and no process of it was seen; see its output");
    }
    String removed =
        misleading ? ", after its pid file that named an ended process was removed" : "";
    return "started " + spec.start().get(0) + removed;
  }
}
