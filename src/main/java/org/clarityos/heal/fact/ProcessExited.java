package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * The end of a component's main process.
 *
 * @param component the component whose process ended
 * @param pid its process id
 * @param exitCode its exit code, or -1 when unknown or ended by a signal
 * @param signal the signal that ended it, 0 for none, -1 when unknown
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("10m")
public record ProcessExited(
    String component, long pid, int exitCode, int signal, long at, String source)
    implements Event {}
