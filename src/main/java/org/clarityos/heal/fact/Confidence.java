package org.clarityos.heal.fact;

import java.math.BigDecimal;

/**
 * How sure the evidence makes a known issue on a component.
 *
 * @param component the component
 * @param knownIssue the known issue
 * @param value 0..1, exact
 */
public record Confidence(String component, String knownIssue, BigDecimal value)
    implements Derived {}
