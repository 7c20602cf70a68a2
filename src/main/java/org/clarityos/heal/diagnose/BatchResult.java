package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;

/**
 * What a batch made of its inputs.
 *
 * @param firings the rule firings, in order
 * @param states incidents and decisions that rules made or moved on, in order
 * @param events events that rules made
 * @param appeared derived facts that hold now and did not before: symptoms, diagnoses, refusals …
 * @param withdrawn derived facts that held before and no longer do
 * @param reasons why an incident was moved on, by incident id
 * @param late how many events were older than their expiry and not inserted
 */
public record BatchResult(
    List<Firing> firings,
    List<State> states,
    List<Event> events,
    List<Derived> appeared,
    List<Derived> withdrawn,
    java.util.Map<String, String> reasons,
    int late) {
  /** What rules made that the journal keeps: states, then events. */
  List<Fact> made() {
    List<Fact> made = new ArrayList<>(states);
    made.addAll(events);
    return made;
  }

  /** What came of nothing. */
  static final BatchResult NOTHING =
      new BatchResult(List.of(), List.of(), List.of(), List.of(), List.of(), java.util.Map.of(), 0);
}
