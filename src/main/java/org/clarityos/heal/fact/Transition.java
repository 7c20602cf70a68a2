package org.clarityos.heal.fact;

/**
 * A policy rule's request to move an incident on; the session applies it when the phases have come
 * to rest.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param to the status to move to
 * @param attempt the attempt from then on
 * @param reason why, in a sentence
 */
public record Transition(
    String component, String incident, Incident.Status to, int attempt, String reason)
    implements Derived {}
