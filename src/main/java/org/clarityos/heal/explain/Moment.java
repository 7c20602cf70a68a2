package org.clarityos.heal.explain;

import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.rulepack.RuleText;

/**
 * What a session held after a batch.
 *
 * @param at the batch's time, in milliseconds since the epoch
 * @param facts all facts, those that rules derived too
 * @param expired events that had expired by then
 * @param rules the rules that ran
 */
public record Moment(long at, List<Fact> facts, Set<Event> expired, List<RuleText> rules) {}
