package org.clarityos.heal.fact;

/**
 * A reason why a component is not held to be ill though it looks so.
 *
 * @param component the component
 * @param reason why, in a sentence
 */
public record Inhibition(String component, String reason) implements Derived {}
