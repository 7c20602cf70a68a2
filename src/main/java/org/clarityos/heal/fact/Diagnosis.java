package org.clarityos.heal.fact;

/**
 * A known issue held to be present on a component; it carries no number, so that it stands still
 * while evidence gathers.
 *
 * @param component the component
 * @param knownIssue the known issue
 */
public record Diagnosis(String component, String knownIssue) implements Derived {}
