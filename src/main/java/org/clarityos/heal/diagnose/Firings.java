package org.clarityos.heal.diagnose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.Refusal;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;

/** The canonical record of what a batch made: for the audit log, and hashed for replays. */
public final class Firings {
  private Firings() {}

  /** A hash over every firing of a batch with its matched and inserted facts, in order. */
  public static String hash(BatchResult result) {
    StringBuilder all = new StringBuilder();
    result.firings().forEach(firing -> all.append(json(firing)).append('\n'));
    return Ids.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The audit records of a batch: firings first, then what became of it. */
  static List<AuditRecord.Draft> records(JournalBatch batch, BatchResult result, List<State> news) {
    List<AuditRecord.Draft> drafts = new ArrayList<>();
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      drafts.add(draft(batch, "rebuild", "", "", rebuild(batch)));
    }
    if (batch.kind() == JournalBatch.Kind.ACTIVATE) {
      drafts.add(draft(batch, "activate", "", "", rebuild(batch)));
    }
    for (State state : news) {
      drafts.add(draft(batch, kind(state), state.component(), "", FactJson.write(state)));
    }
    for (Firing firing : result.firings()) {
      drafts.add(draft(batch, "firing", component(firing), incident(firing), json(firing)));
    }
    for (Derived fact : result.appeared()) {
      if (fact instanceof Diagnosis || fact instanceof Inhibition || fact instanceof Refusal) {
        drafts.add(
            draft(batch, kind(fact), fact.component(), incident(fact), FactJson.write(fact)));
      }
    }
    for (Derived fact : result.withdrawn()) {
      if (fact instanceof Diagnosis || fact instanceof Inhibition || fact instanceof Refusal) {
        String kind = kind(fact) + "-withdrawn";
        drafts.add(draft(batch, kind, fact.component(), incident(fact), FactJson.write(fact)));
      }
    }
    for (State state : result.states()) {
      ObjectNode body = FactJson.write(state);
      if (state instanceof Incident incident) {
        body.put("reason", result.reasons().getOrDefault(incident.id(), "diagnosed"));
      }
      drafts.add(draft(batch, kind(state), state.component(), incident(state), body));
    }
    return drafts;
  }

  private static AuditRecord.Draft draft(
      JournalBatch batch, String kind, String component, String incident, ObjectNode body) {
    body.put("batch", batch.last());
    return new AuditRecord.Draft(batch.at(), kind, component, incident, body.toString());
  }

  private static ObjectNode rebuild(JournalBatch batch) {
    return FactJson.mapper()
        .createObjectNode()
        .put("base", batch.base())
        .put("liveInputs", batch.entries().size());
  }

  private static ObjectNode json(Firing firing) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.put("rule", firing.rule().id());
    node.put("name", firing.rule().name());
    node.put("pack", firing.rule().pack());
    node.put("hash", firing.rule().hash());
    ArrayNode matched = node.putArray("matched");
    firing.matched().forEach(fact -> matched.add(FactJson.write(fact)));
    ArrayNode inserted = node.putArray("inserted");
    firing.inserted().forEach(fact -> inserted.add(FactJson.write(fact)));
    return node;
  }

  private static String component(Firing firing) {
    for (Fact fact : firing.inserted()) {
      if (!fact.component().isEmpty()) {
        return fact.component();
      }
    }
    return firing.matched().stream()
        .map(Fact::component)
        .filter(component -> !component.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String incident(Firing firing) {
    for (Fact fact : firing.inserted()) {
      if (!incident(fact).isEmpty()) {
        return incident(fact);
      }
    }
    return firing.matched().stream()
        .map(Firings::incident)
        .filter(incident -> !incident.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String incident(Fact fact) {
    if (fact instanceof Incident incident) {
      return incident.id();
    } else if (fact instanceof Decision decision) {
      return decision.incident();
    } else if (fact instanceof Refusal refusal) {
      return refusal.incident();
    }
    return fact instanceof org.clarityos.heal.fact.Transition transition
        ? transition.incident()
        : fact instanceof org.clarityos.heal.fact.Candidate candidate ? candidate.incident() : "";
  }

  private static String kind(Fact fact) {
    return fact.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
