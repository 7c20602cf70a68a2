package org.clarityos.heal.fact;

/**
 * A named, still-true statement about a component, derived from observations; it carries no
 * measurement.
 *
 * @param component the component
 * @param name the symptom's name, as listed in the taxonomy
 */
public record Symptom(String component, String name) implements Derived {}
