package org.clarityos.heal.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;

/**
 * The part of a journal between two times, written as the lines of a recording: first what held at
 * the start, then every batch.
 */
public final class Excerpt {
  private static final int PAGE = 500;
  private static final long LIVE_EVENTS_MILLIS = 60 * 60_000L;

  private final JournalStore journal;
  private final int shard;
  private final Redaction redaction;
  private final Lines lines;
  private final Map<String, Fact> states = new LinkedHashMap<>();
  private final Deque<Event> events = new ArrayDeque<>();

  /** Where lines go. */
  public interface Lines {
    /** Takes a line, without its end. */
    void write(String line) throws IOException;
  }

  private Excerpt(JournalStore journal, int shard, Redaction redaction, Lines lines) {
    this.journal = journal;
    this.shard = shard;
    this.redaction = redaction;
    this.lines = lines;
  }

  /**
   * What an excerpt is made from.
   *
   * @param journal the journal
   * @param shard the shard whose batches it takes
   * @param program the version of this program
   * @param site {@code tenant/site}
   * @param packs the hashes of the active packs, by name
   */
  public record Source(
      JournalStore journal, int shard, String program, String site, Map<String, String> packs) {}

  /** Writes a recording; the header first. */
  public static void write(
      Source source, Instant from, Instant to, Redaction redaction, Lines lines)
      throws IOException {
    String site = redaction.id(source.site());
    lines.write(
        new Header(source.program(), site, source.packs(), from, to, redaction.level()).line());
    new Excerpt(source.journal(), source.shard(), redaction, lines)
        .write(from.toEpochMilli(), to.toEpochMilli());
  }

  private void write(long from, long to) throws IOException {
    long position = journal.rebuilt(shard, from).map(batch -> batch.first() - 1).orElse(-1L);
    JournalBatch before = null;
    List<JournalStore.Stored> page = journal.after(shard, position, PAGE);
    while (!page.isEmpty()) {
      for (JournalStore.Stored stored : page) {
        JournalBatch batch = stored.batch();
        position = batch.last();
        if (batch.at() > to) {
          return;
        } else if (!Recording.KINDS.contains(batch.kind())) {
          continue;
        } else if (batch.at() < from) {
          hold(batch);
          before = batch;
          continue;
        } else if (before != null) {
          write(start(before));
          before = null;
        }
        write(batch);
      }
      page = journal.after(shard, position, PAGE);
    }
  }

  private void hold(JournalBatch batch) {
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      states.clear();
      events.clear();
    }
    for (Fact fact : Inputs.of(batch.entries())) {
      if (fact instanceof Withdrawal end) {
        states.remove(end.key());
      } else if (fact instanceof State state) {
        states.put(state.key(), state);
      } else if (fact instanceof Event event) {
        events.add(event);
      }
    }
    long oldest = batch.at() - LIVE_EVENTS_MILLIS;
    for (Event first = events.peek(); first != null && first.at() < oldest; first = events.peek()) {
      events.remove();
    }
  }

  /** The batch that builds a session as it stood after another one. */
  private JournalBatch start(JournalBatch before) {
    List<Fact> live = new ArrayList<>(states.values());
    live.addAll(events);
    return new JournalBatch(
        shard,
        before.last(),
        before.last(),
        before.at(),
        JournalBatch.Kind.REBUILD,
        before.base(),
        live);
  }

  private void write(JournalBatch batch) throws IOException {
    ObjectNode line = Recording.line(batch.kind(), batch.last(), batch.at());
    ArrayNode facts = line.putArray("facts");
    batch.entries().forEach(fact -> facts.add(redaction.write(fact)));
    lines.write(line.toString());
  }
}
