package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.clarityos.heal.inventory.Inventory;

/**
 * What an action is given beside its parameters.
 *
 * @param inventory what there is on the site
 * @param component the component acted on
 * @param hands what it may use
 * @param keep a folder of this execution's own for evidence, and for copies that an undo needs
 */
public record ActionContext(Inventory inventory, Component component, Hands hands, Path keep) {
  /**
   * What actions may use.
   *
   * @param processes the process table
   * @param commands runs commands
   * @param configurations checks configuration files
   * @param lastGood last good configurations and stable copies of data
   * @param clock the time
   */
  public record Hands(
      ProcessTable processes,
      CommandRunner commands,
      ConfigurationCheck configurations,
      LastGood lastGood,
      Clock clock) {}

  /** The full id of the component. */
  public String componentId() {
    return inventory.id(component);
  }

  /**
   * How the component's main process is known, started and stopped.
   *
   * @throws ActionFailed when the inventory does not say
   */
  public ProcessSpec process() throws ActionFailed {
    return component
        .process()
        .orElseThrow(
            () -> new ActionFailed("the inventory declares no process for " + component.id()));
  }

  /** A command run as the component's user in its directory. */
  public CommandRunner.Command command(ProcessSpec spec, java.util.List<String> arguments) {
    return new CommandRunner.Command(
        arguments,
        spec.user(),
        spec.directory(),
        Map.copyOf(spec.environment()),
        Optional.empty(),
        java.time.Duration.ofSeconds(10));
  }
}
