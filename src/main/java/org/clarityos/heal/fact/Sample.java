package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * One measurement of a metric of a component.
 *
 * @param component the component measured
 * @param metric the metric's name, as listed in the reference of metrics
 * @param value the value, in the metric's unit (seconds, bytes, ratio 0..1 or count)
 * @param at when, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("10m")
public record Sample(String component, String metric, double value, long at, String source)
    implements Event {}
