package org.clarityos.heal.execute.action;

import java.time.Duration;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Allowance;

/** A service that the inventory's own commands start and stop. */
final class OwnCommands implements ServiceManager {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private final ActionContext context;
  private final Allowance.Manager manager;

  OwnCommands(ActionContext context, Allowance.Manager manager) {
    this.context = context;
    this.manager = manager;
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    CommandRunner.Result result = Programs.ask(context, LIMIT, manager.status());
    if (result.exitCode() < 0) {
      throw new ActionFailed("its status is not known: " + Programs.words(result));
    }
    boolean runs = result.exitCode() == 0;
    return new Standing(runs, 0, context.component().id() + (runs ? " runs" : " does not run"));
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    switch (order) {
      case START -> start();
      case STOP -> stop();
      case RESTART -> {
        stop();
        Services.await(this, Services.STOPPED, standing -> !standing.runs());
        start();
      }
      case RELOAD ->
          throw new ActionFailed(
              "the inventory has no command that reloads it; process.reload runs the declared one");
      case RECREATE ->
          throw new ActionFailed(
              context.component().id() + " is a service; only a container is made anew");
    }
  }

  private void stop() throws ActionFailed, InterruptedException {
    Programs.run(context, LIMIT, manager.stop());
  }

  /** What stays behind must not write into a pipe that ends with this program. */
  private void start() throws ActionFailed {
    Services.launch(context, manager.start());
  }
}
