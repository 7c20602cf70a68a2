package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.clarityos.heal.execute.action.ServiceManager.Order;
import org.clarityos.heal.execute.action.ServiceManager.Standing;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** What actions on services and containers share: who runs the component, and whether it obeyed. */
final class Services {
  private static final Duration STARTED = Duration.ofSeconds(10);

  /** How long one that was told to stop may take for it. */
  static final Duration STOPPED = Duration.ofSeconds(10);

  private static final List<String> CONTAINERS = List.of("runc", "podman");

  private Services() {}

  /** The service manager of the component. */
  static ServiceManager service(ActionContext context) throws ActionFailed {
    Allowance.Manager manager = declared(context);
    String unit = manager.unit();
    return switch (manager.kind()) {
      case "systemd" -> new Systemd(context, unit);
      case "runit" -> new Runit(context, unit);
      case "supervisor" -> new Supervisor(context, manager);
      case "command" -> new OwnCommands(context, manager);
      default ->
          throw new ActionFailed(
              context.component().id()
                  + " is a container of "
                  + manager.kind()
                  + "; container.restart and container.recreate are for it");
    };
  }

  /** The runtime of the component's container. */
  static ServiceManager container(ActionContext context) throws ActionFailed {
    Allowance.Manager manager = declared(context);
    return switch (manager.kind()) {
      case "runc" -> new Runc(context, manager);
      case "podman" -> new Podman(context, manager.unit());
      default ->
          throw new ActionFailed(
              context.component().id()
                  + " is a service of "
                  + manager.kind()
                  + "; service.restart is for it, this is for containers of "
                  + CONTAINERS);
    };
  }

  private static Allowance.Manager declared(ActionContext context) throws ActionFailed {
    return context
        .component()
        .allows()
        .manager()
        .orElseThrow(
            () ->
                new ActionFailed(
                    "the inventory allows no manager for " + context.component().id()));
  }

  /** What its manager would be told, for a preview. */
  static String tells(ActionContext context, String what) throws ActionFailed {
    Allowance.Manager manager = declared(context);
    return "command".equals(manager.kind())
        ? what + "s it by the commands that the inventory lists"
        : "makes " + manager.kind() + " " + what + " " + manager.unit();
  }

  /** How one stands that may be stopped. */
  static Standing stoppable(ServiceManager manager) throws ActionFailed, InterruptedException {
    Standing standing = manager.standing();
    notOurselves(standing);
    return standing;
  }

  /** Starts one that does not run; answers how it stands. */
  static Standing start(ServiceManager manager) throws ActionFailed, InterruptedException {
    manager.tell(Order.START);
    return running(manager, "start", 0);
  }

  /** Stops one that runs; answers how it stands. */
  static Standing stop(ServiceManager manager) throws ActionFailed, InterruptedException {
    stoppable(manager);
    manager.tell(Order.STOP);
    if (!await(manager, STOPPED, standing -> !standing.runs())) {
      throw new ActionFailed("it was told to stop, and " + manager.standing().told());
    }
    return manager.standing();
  }

  /** Restarts one, or makes it anew; answers how it stands. */
  static Standing again(ServiceManager manager, Order order)
      throws ActionFailed, InterruptedException {
    Standing before = stoppable(manager);
    manager.tell(order);
    return running(manager, "restart", before.runs() ? before.pid() : 0);
  }

  /** Waits until it runs, as another process than one that it was. */
  private static Standing running(ServiceManager manager, String told, long was)
      throws ActionFailed, InterruptedException {
    boolean came =
        await(
            manager,
            STARTED,
            now -> now.runs() && (was == 0 || now.pid() == 0 || now.pid() != was));
    Standing now = manager.standing();
    if (!came) {
      throw new ActionFailed("it was told to " + told + ", and " + now.told());
    }
    return now;
  }

  /** Nobody could go on with the plan. */
  private static void notOurselves(Standing standing) throws ActionFailed {
    boolean ours =
        Stream.iterate(
                Optional.of(ProcessHandle.current()),
                Optional::isPresent,
                process -> process.flatMap(ProcessHandle::parent))
            .anyMatch(process -> process.orElseThrow().pid() == standing.pid());
    if (ours) {
      throw new ActionFailed(standing.told() + ", which runs this program; a person restarts it");
    }
  }

  static boolean await(ServiceManager manager, Duration limit, Predicate<Standing> so)
      throws ActionFailed, InterruptedException {
    return Processes.awaitAnswer(limit, () -> so.test(manager.standing()));
  }

  /** Starts what stays: its output goes where the component's does, and does not end with this program. */
  static long launch(ActionContext context, List<String> arguments) throws ActionFailed {
    try {
      return context
          .hands()
          .commands()
          .launch(
              new CommandRunner.Command(
                  arguments,
                  "",
                  Path.of("/"),
                  Map.of(),
                  context.component().process().flatMap(ProcessSpec::output),
                  STARTED));
    } catch (IOException e) {
      throw new ActionFailed("it cannot be started: " + e.getMessage(), e);
    }
  }
}
