package org.clarityos.heal.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;

/** The tree of firings behind a fact, from the firing records of the audit log. */
final class Tree {
  private static final int DEPTH = 12;

  /** A firing with its place in the audit log. */
  private record Made(AuditRecord record, ObjectNode body) {}

  private final List<Made> firings = new ArrayList<>();
  private final Map<Fact, List<Made>> makers = new HashMap<>();

  /** The tree over some firing records, oldest first. */
  Tree(List<AuditRecord> records) {
    for (AuditRecord record : records) {
      Made made = new Made(record, Past.body(record));
      firings.add(made);
      for (JsonNode inserted : made.body().path("inserted")) {
        makers.computeIfAbsent(FactJson.read(inserted), fact -> new ArrayList<>()).add(made);
      }
    }
  }

  /** Why a fact was there at a time. */
  Why why(Fact fact, long at) {
    return why(fact, at, at, DEPTH);
  }

  private Why why(Fact fact, long at, long now, int depth) {
    Optional<Made> maker = maker(fact, at);
    String words = Words.fact(fact, now);
    if (maker.isEmpty() || depth == 0) {
      String what = fact instanceof Derived ? "derived before the record begins" : observed(fact);
      return new Why(words, Why.Origin.of(what), List.of());
    }
    Made made = maker.get();
    List<Why> from = new ArrayList<>();
    for (JsonNode matched : made.body().path("matched")) {
      Fact cause = FactJson.read(matched);
      if (!cause.component().isEmpty()) {
        from.add(why(cause, made.record().at(), now, depth - 1));
      }
    }
    return new Why(words, origin(made), from);
  }

  /** The last firing up to a time that inserted a fact. */
  private Optional<Made> maker(Fact fact, long at) {
    List<Made> all = makers.getOrDefault(fact, List.of());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).record().at() <= at) {
        return Optional.of(all.get(i));
      }
    }
    return Optional.empty();
  }

  private static String observed(Fact fact) {
    Object source = Words.field(fact, "source");
    if (source != null) {
      return "observed by " + source;
    }
    return fact instanceof Event ? "happened" : "declared or moved on by the session";
  }

  private static Why.Origin origin(Made made) {
    JsonNode body = made.body();
    return new Why.Origin(
        body.path("rule").asText(),
        body.path("name").asText(),
        body.path("pack").asText(),
        body.path("hash").asText(),
        made.record().at(),
        made.record().chain() + "/" + made.record().seq());
  }

  /** The last firing of a rule whose inserted facts are about a component, up to a time. */
  Optional<Why.Origin> last(String rule, String component, long at) {
    for (int i = firings.size() - 1; i >= 0; i--) {
      Made made = firings.get(i);
      if (made.record().at() <= at
          && made.body().path("rule").asText().equals(rule)
          && made.record().component().equals(component)) {
        return Optional.of(origin(made));
      }
    }
    return Optional.empty();
  }
}
