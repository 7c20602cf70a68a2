package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * A kernel log line of a known type.
 *
 * @param component the host or the device it is about
 * @param type what it is, for example {@code oom-kill}, {@code io-error}, {@code hung-task}
 * @param subject the device, process or filesystem it names, or the empty string
 * @param text the line, at most 1,000 characters
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("10m")
public record KernelMessage(
    String component, String type, String subject, String text, long at, String source)
    implements Event {}
