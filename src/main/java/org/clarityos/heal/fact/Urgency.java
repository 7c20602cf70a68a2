package org.clarityos.heal.fact;

/**
 * How bad an incident is now and whether it can wait for a person.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param severity from the known issue, the component's criticality and the users affected
 * @param immediate whether it cannot wait: CRITICAL, or HIGH with users affected now
 */
public record Urgency(String component, String incident, Severity severity, boolean immediate)
    implements Derived {}
