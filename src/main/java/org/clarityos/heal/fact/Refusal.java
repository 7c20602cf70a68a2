package org.clarityos.heal.fact;

/**
 * A guard's reason why nothing may be done about an incident now; it lifts by itself.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param guard the guard's name
 * @param reason why, in a sentence
 */
public record Refusal(String component, String incident, String guard, String reason)
    implements Derived {}
