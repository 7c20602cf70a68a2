package org.clarityos.heal.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of service managers at work: one that is about to start a component again, or has just done so. It is asked
 * only while the component is not well.
 */
public final class ManagerMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** systemd: on its way up or down, or waiting to try again. */
  private static final Pattern SYSTEMD =
      Pattern.compile("ActiveState=(activating|deactivating|reloading|maintenance)\\b");

  /** runit: down though it is wanted up, ending, or up for less than five seconds. */
  private static final Pattern RUNIT =
      Pattern.compile(
          "finish: .*|down: .*, want up.*|run: .*: \\(pid \\d+\\) [0-4]s(?!.*, want down).*");

  private static final Pattern SUPERVISOR = Pattern.compile("\\s(STARTING|BACKOFF|STOPPING)\\b");

  private final CommandRunner commands;

  /** A monitor that asks through commands. */
  public ManagerMonitor(CommandRunner commands) {
    this.commands = commands;
  }

  @Override
  public void start(Watch watch) {
    Hands hands = new Hands(watch, "service-manager", "service managers");
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .allows()
          .manager()
          .filter(manager -> !question(manager).isEmpty())
          .ifPresent(
              manager ->
                  watch.every(
                      LOOK, "service manager " + id, () -> look(watch, hands, id, manager)));
    }
  }

  private void look(Watch watch, Hands hands, String id, Allowance.Manager manager)
      throws InterruptedException {
    if (!watch.well(id) || hands.seen(id)) {
      hands.say(id, atWork(manager) ? manager.kind() + " with " + manager.unit() : "");
    }
  }

  /** One that does not answer, or not to this user, is not known to be at work. */
  private boolean atWork(Allowance.Manager manager) throws InterruptedException {
    CommandRunner.Result result =
        commands.run(
            new CommandRunner.Command(
                question(manager), "", Path.of("/"), Map.of(), Optional.empty(), LIMIT));
    return atWork(manager.kind(), result.output());
  }

  /** Whether a manager is at work, by what it says. */
  static boolean atWork(String kind, String said) {
    String first = said.strip();
    return switch (kind) {
      case "systemd" -> SYSTEMD.matcher(first).find();
      case "runit" -> RUNIT.matcher(first.split("; ", 2)[0]).matches();
      default -> SUPERVISOR.matcher(first).find();
    };
  }

  /** How a manager is asked; nothing for one that restarts nothing by itself. */
  private static List<String> question(Allowance.Manager manager) {
    return switch (manager.kind()) {
      case "systemd" -> List.of("systemctl", "show", "--property=ActiveState", manager.unit());
      case "runit" -> List.of("sv", "status", manager.unit());
      case "supervisor" -> {
        List<String> command = new ArrayList<>(List.of("supervisorctl"));
        manager.path().ifPresent(file -> command.addAll(List.of("-c", file.toString())));
        command.addAll(List.of("status", manager.unit()));
        yield command;
      }
      default -> List.of();
    };
  }
}
