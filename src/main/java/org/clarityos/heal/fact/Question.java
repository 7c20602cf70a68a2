package org.clarityos.heal.fact;

/**
 * An ASK that waits for a person's answer.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param attempt the attempt asked about, from 1
 * @param until until when an answer counts, in milliseconds since the epoch
 */
public record Question(String component, String incident, int attempt, long until)
    implements Derived {}
