package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;

/**
 * What process actions share: signals that never hit another process, and waiting for an effect.
 */
final class Processes {
  private static final Duration KILL = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 10;

  /** To ask is to run a program. */
  private static final long ASK_MILLIS = 100;

  private Processes() {}

  /** Sends a signal to a process if it is still the one that was meant: same id and same start. */
  static void signal(ActionContext context, ProcessInfo process, String signal)
      throws ActionFailed, InterruptedException {
    if (process.pid() <= 1 || process.pid() == ProcessHandle.current().pid()) {
      throw new ActionFailed("process " + process.pid() + " is not for us to signal");
    }
    if (!alive(context.hands().processes(), process)) {
      return;
    }
    var result =
        context
            .hands()
            .commands()
            .run(
                new CommandRunner.Command(
                    List.of("/bin/kill", "-" + signal, Long.toString(process.pid())),
                    "",
                    java.nio.file.Path.of("/"),
                    java.util.Map.of(),
                    java.util.Optional.empty(),
                    KILL));
    if (result.exitCode() != 0 && alive(context.hands().processes(), process)) {
      throw new ActionFailed("signal " + signal + " to " + process.pid() + ": " + result.output());
    }
  }

  /**
   * The component's main process, or all of its processes.
   *
   * @throws ActionFailed when there is none: an empty target is refused
   */
  static List<ProcessInfo> targets(ActionContext context, boolean all) throws ActionFailed {
    ProcessTable table = context.hands().processes();
    List<ProcessInfo> targets =
        all
            ? table.all(context.process())
            : table.main(context.process()).map(List::of).orElse(List.of());
    if (targets.isEmpty()) {
      throw new ActionFailed("no process of " + context.component().id() + " runs");
    }
    return targets;
  }

  /** What an undo needs to find processes again: id and start of each. */
  static ObjectNode registered(List<ProcessInfo> processes) {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    ArrayNode list = registered.putArray("processes");
    for (ProcessInfo process : processes) {
      list.addObject().put("pid", process.pid()).put("start", process.startTicks());
    }
    return registered;
  }

  /** The registered processes that are still the ones that were meant. */
  static List<ProcessInfo> still(ObjectNode registered, ActionContext context) {
    List<ProcessInfo> processes = new ArrayList<>();
    registered
        .path("processes")
        .forEach(process -> still(process, context).ifPresent(processes::add));
    return processes;
  }

  static Optional<ProcessInfo> still(JsonNode process, ActionContext context) {
    return context
        .hands()
        .processes()
        .info(process.path("pid").asLong())
        .filter(now -> now.startTicks() == process.path("start").asLong() && now.state() != 'Z');
  }

  static boolean alive(ProcessTable table, ProcessInfo process) {
    return table
        .info(process.pid())
        .filter(now -> now.startTicks() == process.startTicks() && now.state() != 'Z')
        .isPresent();
  }

  /** Ends processes for good. */
  static void kill(ActionContext context, List<ProcessInfo> processes)
      throws ActionFailed, InterruptedException {
    for (ProcessInfo process : processes) {
      signal(context, process, "KILL");
    }
    boolean gone =
        await(KILL, () -> processes.stream().noneMatch(p -> alive(context.hands().processes(), p)));
    if (!gone) {
      throw new ActionFailed("a process of " + context.component().id() + " does not end");
    }
  }

  /** Waits until something is so; answers whether it came. */
  static boolean await(Duration limit, BooleanSupplier so) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /** A question that somebody else answers. */
  interface Question {
    boolean ask() throws ActionFailed, InterruptedException;
  }

  /** Asks until the answer is yes; answers whether it came. */
  static boolean awaitAnswer(Duration limit, Question question)
      throws ActionFailed, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!question.ask()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(ASK_MILLIS);
    }
    return true;
  }
}
