package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The action {@code command.run}. */
public final class RunCommand extends Described<RunCommand.Parameters> {
  private static final Duration LONGEST = Duration.ofMinutes(30);

  /**
   * Which command.
   *
   * @param name its name in the inventory's list
   * @param limit how long it may run, up to 30 minutes; 30 seconds when it is not said
   */
  public record Parameters(@JsonProperty(required = true) String name, Duration limit) {
    /** Fills in the default. */
    public Parameters {
      limit = limit == null ? Duration.ofSeconds(30) : limit;
      if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("limit is " + limit + "; it is up to 30m");
      }
    }
  }

  /** The action. */
  public RunCommand() {
    super(
        "command.run",
        "Runs a command that the inventory lists by name, as the component's user and without a shell; it has no undo.",
        Parameters.class,
        Safety.DESTRUCTIVE,
        Repeat.AT_MOST_ONCE);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    List<String> arguments = listed(parameters, context);
    String user = context.component().process().map(ProcessSpec::user).orElse("");
    return Preview.of(
        "runs the listed command %s, which is %s%s, for at most %d s"
            .formatted(
                parameters.name(),
                String.join(" ", arguments),
                user.isEmpty() ? "" : " as " + user,
                parameters.limit().toSeconds()));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    List<String> arguments = listed(parameters, context);
    Optional<ProcessSpec> spec = context.component().process();
    var result =
        context
            .hands()
            .commands()
            .run(
                new CommandRunner.Command(
                    arguments,
                    spec.map(ProcessSpec::user).orElse(""),
                    spec.map(ProcessSpec::directory).orElse(Path.of("/")),
                    spec.map(ProcessSpec::environment).orElse(Map.of()),
                    Optional.empty(),
                    parameters.limit()));
    if (result.exitCode() != 0) {
      // What it said may hold what it was given in its environment; the exit code does not.
      throw new ActionFailed("command " + parameters.name() + " ended with " + result.exitCode());
    }
    return "command " + parameters.name() + " ended with 0";
  }

  private static List<String> listed(Parameters parameters, ActionContext context)
      throws ActionFailed {
    Map<String, List<String>> listed = context.component().allows().commands();
    List<String> arguments = listed.get(parameters.name());
    if (arguments == null) {
      throw new ActionFailed(
          parameters.name()
              + " is no command that the inventory lists for "
              + context.component().id()
              + ": "
              + listed.keySet().stream().sorted().toList());
    }
    return arguments;
  }
}
