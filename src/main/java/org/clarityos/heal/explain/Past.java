package org.clarityos.heal.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.diagnose.Expiry;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.RuleText;

/**
 * The past of a shard: what its session held at a time, built from the live inputs of that time as a
 * restart then would have, with the packs of that time.
 */
final class Past {
  private static final int PAGE = 500;
  private static final int MOST = 100_000;
  private static final long EVENTS_MILLIS = 60 * 60_000L;

  private final JournalStore journal;
  private final AuditLog audit;
  private final KeptPacks packs;

  Past(JournalStore journal, AuditLog audit, KeptPacks packs) {
    this.journal = journal;
    this.audit = audit;
    this.packs = packs;
  }

  /**
   * What the session of a shard held after its last batch up to a time.
   *
   * @throws NotKnown when the journal does not reach back so far
   */
  Moment at(int shard, long time) throws NotKnown {
    JournalStore.Span span =
        journal
            .sessionAt(shard, time)
            .orElseThrow(
                () -> new NotKnown("time", "the journal begins after " + Words.clock(time)));
    JournalBatch last = span.last();
    List<Fact> live = new ArrayList<>(states(shard, span).values());
    Set<Event> expired = new HashSet<>();
    for (Fact fact : journal.between(shard, last.at() - EVENTS_MILLIS, last.at())) {
      if (fact instanceof Event event) {
        if (event.at() + Expiry.of(event) > last.at()) {
          live.add(event);
        } else {
          expired.add(event);
        }
      }
    }
    RuleBase base = packs.of(last, live);
    try (RuleSession session = new RuleSession(base)) {
      session.run(last.last(), last.at(), live);
      return new Moment(last.at(), session.everything(), expired, RuleText.all(base));
    }
  }

  /** The states that held: those of the rebuild, and what entered and what rules made since. */
  private Map<String, State> states(int shard, JournalStore.Span span) {
    Map<String, State> states = new LinkedHashMap<>();
    span.rebuild().entries().forEach(fact -> hold(states, fact));
    long position = span.rebuild().last();
    long end = span.last().last();
    while (position < end) {
      List<JournalStore.Stored> page = journal.after(shard, position, PAGE);
      for (JournalStore.Stored stored : page) {
        if (stored.batch().last() <= end) {
          stored.batch().entries().forEach(fact -> hold(states, fact));
        }
        position = stored.batch().last();
      }
      if (page.isEmpty()) {
        break;
      }
    }
    for (String kind : new String[] {"incident", "decision"}) {
      made(shard, kind, span).forEach(state -> hold(states, state));
    }
    return states;
  }

  private static void hold(Map<String, State> states, Fact fact) {
    if (fact instanceof Withdrawal withdrawal) {
      states.remove(withdrawal.key());
    } else if (fact instanceof State state) {
      states.put(state.key(), state);
    }
  }

  /** The states of a kind that rules made or moved on in the session, from the audit log. */
  private List<Fact> made(int shard, String kind, JournalStore.Span span) {
    List<Fact> made = new ArrayList<>();
    AuditFilter filter =
        AuditFilter.newest(MOST).ofKind(kind).between(span.rebuild().at(), span.last().at());
    for (AuditRecord record : audit.find(filter)) {
      ObjectNode body = body(record);
      long batch = body.path("batch").asLong();
      if (record.chain().equals("shard-" + shard)
          && batch >= span.rebuild().last()
          && batch <= span.last().last()) {
        body.remove("batch");
        if (kind.equals("incident")) {
          body.remove("reason");
        }
        made.add(FactJson.read(body));
      }
    }
    return made;
  }

  /** The body of a record. */
  static ObjectNode body(AuditRecord record) {
    try {
      return (ObjectNode) FactJson.mapper().readTree(record.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit record is damaged", e);
    }
  }
}
