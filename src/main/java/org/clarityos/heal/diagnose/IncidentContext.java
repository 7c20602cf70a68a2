package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;

/**
 * What is kept with an incident when it opens: the component, its neighbours, and what was seen of
 * them for 5 minutes.
 */
final class IncidentContext {
  private static final int MOST_EVENTS = 2000;

  private IncidentContext() {}

  /**
   * A record for every incident that a batch opened.
   *
   * @param text the canonical JSON of a fact
   */
  static List<AuditRecord.Draft> of(
      RuleSession session, JournalBatch batch, BatchResult result, Function<Fact, String> text) {
    List<AuditRecord.Draft> drafts = new ArrayList<>();
    for (State state : result.states()) {
      if (state instanceof Incident incident
          && incident.status() == Incident.Status.OPEN
          && incident.attempt() == 1
          && incident.since() == batch.at()) {
        drafts.add(
            new AuditRecord.Draft(
                batch.at(),
                "context",
                incident.component(),
                incident.id(),
                context(session, incident, batch, text)));
      }
    }
    return drafts;
  }

  private static String context(
      RuleSession session, Incident incident, JournalBatch batch, Function<Fact, String> text) {
    Surroundings held = session.surroundings();
    Set<String> around = held.around(incident.component());
    List<String> states = new ArrayList<>();
    for (String component : around) {
      held.of(component).forEach(of -> states.add(text.apply(of.state())));
    }
    List<String> observations =
        held.events(around, batch.at()).stream().limit(MOST_EVENTS).map(text).toList();
    // Joined as text: a tree of all these facts takes longer than the rest of the record.
    return "{\"batch\":"
        + batch.last()
        + ",\"related\":"
        + FactJson.mapper().valueToTree(around)
        + ",\"states\":["
        + String.join(",", states)
        + "],\"observations\":["
        + String.join(",", observations)
        + "]}";
  }
}
