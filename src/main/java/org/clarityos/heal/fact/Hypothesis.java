package org.clarityos.heal.fact;

/**
 * A known issue that some evidence speaks for on a component; it keeps collecting evidence.
 *
 * @param component the component
 * @param knownIssue the known issue
 */
public record Hypothesis(String component, String knownIssue) implements Derived {}
