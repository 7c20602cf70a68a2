package org.clarityos.heal.diagnose;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.Question;
import org.clarityos.heal.fact.Refusal;
import org.clarityos.heal.fact.Restraint;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;

/** The canonical record of what a batch made: for the audit log, and hashed for replays. */
public final class Firings {
  private static final JsonFactory JSON = new JsonFactory();

  private final BatchResult result;
  private final Map<Fact, String> texts = new IdentityHashMap<>();
  private final List<String> lines;
  private final String hash;

  private Firings(BatchResult result) {
    this.result = result;
    this.lines = result.firings().stream().map(this::json).toList();
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line).append('\n'));
    this.hash = Ids.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The record of what a batch made. */
  static Firings of(BatchResult result) {
    return new Firings(result);
  }

  /** A hash over every firing of a batch with its matched and inserted facts, in order. */
  public static String hash(BatchResult result) {
    return of(result).hash();
  }

  /** The bodies of the audit records of a batch's firings, in order. */
  public static List<String> bodies(JournalBatch batch, BatchResult result) {
    return of(result).lines.stream().map(line -> placed(batch, line)).toList();
  }

  /** The number of the batch that a firing's record names. */
  public static long batch(AuditRecord firing) {
    try {
      return FactJson.mapper().readTree(firing.body()).path("batch").asLong();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "record %d of chain %s is no JSON".formatted(firing.seq(), firing.chain()), e);
    }
  }

  /** The same of this batch. */
  String hash() {
    return hash;
  }

  /** The audit records of a batch: firings first, then what became of it. */
  List<AuditRecord.Draft> records(JournalBatch batch, List<State> news) {
    List<AuditRecord.Draft> drafts = new ArrayList<>();
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      drafts.add(draft(batch, "rebuild", "", "", rebuild(batch)));
    }
    if (batch.kind() == JournalBatch.Kind.ACTIVATE) {
      drafts.add(draft(batch, "activate", "", "", rebuild(batch)));
    }
    for (State state : news) {
      drafts.add(draft(batch, Told.kind(state), state.component(), incident(state), text(state)));
    }
    for (int number = 0; number < lines.size(); number++) {
      Firing firing = result.firings().get(number);
      drafts.add(draft(batch, "firing", component(firing), incident(firing), lines.get(number)));
    }
    for (Derived fact : result.appeared()) {
      if (recorded(fact)) {
        drafts.add(draft(batch, kind(fact), fact.component(), incident(fact), text(fact)));
      }
    }
    for (Derived fact : result.withdrawn()) {
      if (recorded(fact)) {
        String kind = kind(fact) + "-withdrawn";
        drafts.add(draft(batch, kind, fact.component(), incident(fact), text(fact)));
      }
    }
    for (State state : result.states()) {
      drafts.add(draft(batch, kind(state), state.component(), incident(state), told(state)));
    }
    return drafts;
  }

  /** Whether that it holds, and that it no longer does, are records of their own beside the firings. */
  private static boolean recorded(Derived fact) {
    return fact instanceof Diagnosis
        || fact instanceof Inhibition
        || fact instanceof Refusal
        || fact instanceof Restraint;
  }

  private String told(State state) {
    if (state instanceof Incident incident) {
      String fields = text(incident);
      String reason = result.reasons().getOrDefault(incident.id(), "diagnosed");
      return fields.substring(0, fields.length() - 1)
          + ",\"reason\":"
          + TextNode.valueOf(reason)
          + "}";
    }
    return text(state);
  }

  private static AuditRecord.Draft draft(
      JournalBatch batch, String kind, String component, String incident, String body) {
    return new AuditRecord.Draft(batch.at(), kind, component, incident, placed(batch, body));
  }

  private static String placed(JournalBatch batch, String body) {
    return body.substring(0, body.length() - 1) + ",\"batch\":" + batch.last() + "}";
  }

  private static String rebuild(JournalBatch batch) {
    return FactJson.mapper()
        .createObjectNode()
        .put("base", batch.base())
        .put("liveInputs", batch.entries().size())
        .toString();
  }

  /** The text of a fact; many rules match the same one. */
  String text(Fact fact) {
    return texts.computeIfAbsent(fact, FactJson::text);
  }

  private String json(Firing firing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("rule", firing.rule().id());
      json.writeStringField("name", firing.rule().name());
      json.writeStringField("pack", firing.rule().pack());
      json.writeStringField("hash", firing.rule().hash());
      facts(json, "matched", firing.matched());
      facts(json, "inserted", firing.inserted());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return text.toString();
  }

  private void facts(JsonGenerator json, String name, List<Fact> facts) throws IOException {
    json.writeArrayFieldStart(name);
    for (Fact fact : facts) {
      json.writeRawValue(text(fact));
    }
    json.writeEndArray();
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
    } else if (fact instanceof Restraint restraint) {
      return restraint.incident();
    } else if (fact instanceof Approval approval) {
      return approval.incident();
    }
    if (fact instanceof Question question) {
      return question.incident();
    }
    return fact instanceof org.clarityos.heal.fact.Transition transition
        ? transition.incident()
        : fact instanceof org.clarityos.heal.fact.Candidate candidate ? candidate.incident() : "";
  }

  private static String kind(Fact fact) {
    return fact.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
