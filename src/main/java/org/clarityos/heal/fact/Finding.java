package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * Something a scan found on a component.
 *
 * @param component the component it was found on
 * @param type what was found, for example {@code new-listener} or {@code failed-login}
 * @param subject the file, account, port or address it is about
 * @param text what a person should read
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("1h")
public record Finding(
    String component, String type, String subject, String text, long at, String source)
    implements Event {}
