package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Clock;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component;

/**
 * What an action is given beside its parameters.
 *
 * @param component the component acted on
 * @param componentId its full id
 * @param commands runs commands, as argument lists
 * @param clock the time
 * @param keep a folder of this execution's own for copies that an undo needs
 * @param lastGood the folder of last good configurations and stable data copies
 */
public record ActionContext(
    Component component,
    String componentId,
    CommandRunner commands,
    Clock clock,
    Path keep,
    LastGood lastGood) {}
