package org.clarityos.heal.fact;

/**
 * A change ticket that is open for a component.
 *
 * @param component the component
 * @param incident the incident that may be healed under it
 * @param ticket the ticket
 */
public record ChangeOpen(String component, String incident, String ticket) implements Derived {}
