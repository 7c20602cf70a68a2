package org.clarityos.heal.fact;

/**
 * A reason why the program may go only so far with an incident, however sure and safe a plan is.
 *
 * @param component the component of the incident
 * @param incident the incident's id
 * @param mode how far it may go: a person is asked, or it is only written down
 * @param reason why, in a sentence
 */
public record Restraint(String component, String incident, Mode mode, String reason)
    implements Derived {}
