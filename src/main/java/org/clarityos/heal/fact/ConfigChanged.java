package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * A change of a configuration file's bytes.
 *
 * @param component the component whose configuration it is
 * @param path the file
 * @param hash SHA-256 of the new bytes in hex, or the empty string when the file is gone
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("10m")
public record ConfigChanged(String component, String path, String hash, long at, String source)
    implements Event {}
