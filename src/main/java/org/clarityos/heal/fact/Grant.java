package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * The release of one plan for execution, counted against budgets.
 *
 * @param component the component acted on
 * @param site {@code tenant/site} of the component
 * @param knownIssue what the plan is meant to heal
 * @param incident the incident's id
 * @param attempt which attempt of the incident, from 1
 * @param at when, in milliseconds since the epoch
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("1h")
public record Grant(
    String component, String site, String knownIssue, String incident, int attempt, long at)
    implements Event {}
