package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Allowance;

/** A program of supervisor, asked through {@code supervisorctl}. */
final class Supervisor implements ServiceManager {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern SAID =
      Pattern.compile(
          "\\S+\\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\\b(?:\\s+pid (\\d+),)?.*",
          Pattern.DOTALL);

  private final ActionContext context;
  private final Allowance.Manager manager;

  Supervisor(ActionContext context, Allowance.Manager manager) {
    this.context = context;
    this.manager = manager;
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    // Its exit code is 3 for what does not run.
    CommandRunner.Result result = Programs.ask(context, LIMIT, command("status"));
    Matcher matcher = SAID.matcher(result.output().trim());
    if (!matcher.matches()) {
      throw new ActionFailed(
          "supervisor does not say how " + manager.unit() + " stands: " + Programs.words(result));
    }
    String state = matcher.group(1);
    return new Standing(
        "RUNNING".equals(state),
        matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2)),
        manager.unit() + " is " + state.toLowerCase(Locale.ROOT));
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    switch (order) {
      case RECREATE ->
          throw new ActionFailed(manager.unit() + " is a service; only a container is made anew");
      // Its own reload is that of supervisor itself, with all that it runs.
      case RELOAD -> Programs.run(context, LIMIT, command("signal", "HUP"));
      default -> Programs.run(context, LIMIT, command(order.name().toLowerCase(Locale.ROOT)));
    }
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of("supervisorctl"));
    manager.path().ifPresent(file -> command.addAll(List.of("-c", file.toString())));
    command.addAll(List.of(words));
    command.add(manager.unit());
    return command;
  }
}
