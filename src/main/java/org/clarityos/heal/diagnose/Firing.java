package org.clarityos.heal.diagnose;

import java.util.List;
import org.clarityos.heal.fact.Fact;

/**
 * One rule firing.
 *
 * @param rule what is known of the rule
 * @param matched the facts it matched, in the order of its patterns
 * @param inserted what it inserted
 */
public record Firing(RuleBase.RuleInfo rule, List<Fact> matched, List<Fact> inserted) {}
