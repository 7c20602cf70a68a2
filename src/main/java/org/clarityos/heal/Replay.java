package org.clarityos.heal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.Firings;
import org.clarityos.heal.diagnose.LiveInputs;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.jspecify.annotations.Nullable;

/**
 * The re-execution of a journal: every batch through a fresh session with the packs of its time,
 * its firings compared with what was recorded.
 */
public final class Replay {
  private static final int PAGE = 500;

  private final JournalStore journal;
  private final RuleBase today;
  private final Optional<AuditLog> log;
  private final Map<String, RuleBase> earlier = new HashMap<>();
  private final LiveInputs live = new LiveInputs();
  private @Nullable RuleSession active;
  private @Nullable RuleSession shadow;
  private long batches;
  private long firings;
  private @Nullable RecordedFirings recorded;
  private long since;

  private Replay(JournalStore journal, RuleBase today, Optional<AuditLog> log) {
    this.journal = journal;
    this.today = today;
    this.log = log;
  }

  /**
   * What a replay found.
   *
   * @param batches how many batches were replayed
   * @param firings how many rules fired
   * @param since the time from which the journal can be executed again, in milliseconds since the epoch; 0 when it cannot
   * @param fault the first difference, in words; empty when there is none
   */
  public record Report(long batches, long firings, long since, String fault) {}

  /** Replays the journal of a pipeline, and compares with what its audit log tells of, too. */
  public static Report run(Remediator remediator) {
    return run(remediator.journalStore(), remediator.ruleBase(), remediator.audit());
  }

  /** Replays the journal of the first shard, and compares with what an audit log tells of, too. */
  public static Report run(JournalStore journal, RuleBase today, AuditLog log) {
    return new Replay(journal, today, Optional.of(log)).run(0);
  }

  /** Replays the journal of one shard; sessions of other packs than today's get the kept ones. */
  public static Report run(JournalStore journal, RuleBase today, int shard) {
    return new Replay(journal, today, Optional.empty()).run(shard);
  }

  private Report run(int shard) {
    long position = -1;
    try {
      for (List<JournalStore.Stored> page = journal.after(shard, position, PAGE);
          !page.isEmpty();
          page = journal.after(shard, position, PAGE)) {
        for (JournalStore.Stored stored : page) {
          take(stored);
          position = stored.batch().last();
        }
      }
      tail(shard, position);
      return new Report(batches, firings, since, "");
    } catch (Differs e) {
      return new Report(batches, firings, since, String.valueOf(e.getMessage()));
    } finally {
      close(active);
      close(shadow);
    }
  }

  private void take(JournalStore.Stored stored) throws Differs {
    JournalBatch batch = stored.batch();
    if (since == 0 && batch.kind() != JournalBatch.Kind.REBUILD) {
      // What is left of a session whose beginning was removed.
      return;
    }
    since = since == 0 ? batch.at() : since;
    if (!batch.fires()) {
      close(shadow);
      shadow = batch.kind() == JournalBatch.Kind.SHADOW ? candidate(batch) : null;
      return;
    }
    BatchResult result = run(batch);
    batches++;
    firings += result.firings().size();
    if (!Firings.hash(result).equals(stored.firings())) {
      throw new Differs(at(batch) + "other rules fire than were recorded");
    }
    compare(batch, result);
    live.take(batch, result);
    if (shadow != null && batch.kind() == JournalBatch.Kind.INPUT) {
      shadow.run(batch.last(), batch.at(), batch.entries());
    }
  }

  private void compare(JournalBatch batch, BatchResult result) throws Differs {
    if (recorded == null && log.isPresent()) {
      recorded = new RecordedFirings(log.get(), batch);
    }
    Optional<String> other = recorded == null ? Optional.empty() : recorded.differs(batch, result);
    if (other.isPresent()) {
      throw new Differs(at(batch) + other.get());
    }
  }

  /** A firing after the last batch was derived from one that the journal has lost, unless that came just now. */
  private void tail(int shard, long position) throws Differs {
    Optional<String> more = recorded == null ? Optional.empty() : recorded.more(Long.MAX_VALUE);
    if (more.isPresent() && journal.after(shard, position, 1).isEmpty()) {
      throw new Differs("after batch %d of shard %d: ".formatted(position, shard) + more.get());
    }
  }

  private BatchResult run(JournalBatch batch) throws Differs {
    if (batch.kind() == JournalBatch.Kind.ACTIVATE) {
      if (shadow == null) {
        throw new Differs(at(batch) + "a session takes over that was never in shadow");
      }
      RuleSession before = active;
      active = shadow;
      shadow = null;
      BatchResult result = active.takeOver(batch.last(), batch.at(), batch.entries());
      if (before != null && takesOverNext(batch)) {
        shadow = before;
      } else {
        close(before);
      }
      return result;
    }
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      close(active);
      active = new RuleSession(base(batch, batch.entries()));
    }
    return Objects.requireNonNull(active).run(batch.last(), batch.at(), batch.entries());
  }

  /** A session in shadow, if it ever took over; what it would have made else was never recorded. */
  private @Nullable RuleSession candidate(JournalBatch start) throws Differs {
    if (!takesOverNext(start)) {
      return null;
    }
    List<Fact> held = live.facts();
    RuleBase packs = base(start, held);
    RuleSession session = new RuleSession(packs);
    session.run(start.last(), start.at(), packs.knowing(held));
    return session;
  }

  private boolean takesOverNext(JournalBatch batch) {
    return journal
        .nextTurn(batch.shard(), batch.last())
        .filter(turn -> turn.batch().kind() == JournalBatch.Kind.ACTIVATE)
        .isPresent();
  }

  /** The packs that a session was built from: today's, or the ones that the journal kept. */
  private RuleBase base(JournalBatch start, List<Fact> held) throws Differs {
    RuleBase during = today.during(held);
    if (start.base().equals(during.hash())) {
      return during;
    }
    Map<String, String> sources = journal.base(start.base());
    if (sources.isEmpty()) {
      throw new Differs(at(start) + "its packs are not today's, and are not kept");
    }
    RuleBase before = earlier.get(start.base());
    if (before == null) {
      try {
        before = PackCompiler.compile(sources);
      } catch (PackInvalid | IOException e) {
        throw new Differs(at(start) + "its packs do not compile any more: " + e.getMessage());
      }
      earlier.put(start.base(), before);
    }
    during = before.during(held);
    if (!start.base().equals(during.hash())) {
      throw new Differs(at(start) + "the packs that are kept for it are not those it was given to");
    }
    return during;
  }

  private static final class Differs extends Exception {
    private static final long serialVersionUID = 1;

    Differs(String message) {
      super(message);
    }
  }

  private static String at(JournalBatch batch) {
    return "batch %d (%s) of shard %d: ".formatted(batch.last(), batch.kind(), batch.shard());
  }

  private static void close(@Nullable RuleSession session) {
    if (session != null) {
      session.close();
    }
  }
}
