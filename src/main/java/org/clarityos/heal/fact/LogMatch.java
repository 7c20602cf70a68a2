package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * A line of a component's log that matched a declared pattern.
 *
 * @param component the component whose log it is
 * @param pattern the name of the pattern in the inventory
 * @param text the line, at most 1,000 characters
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("10m")
public record LogMatch(String component, String pattern, String text, long at, String source)
    implements Event {}
