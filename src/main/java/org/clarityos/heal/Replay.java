package org.clarityos.heal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.Firings;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
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
  private final Map<String, RuleBase> earlier = new HashMap<>();

  private Replay(JournalStore journal, RuleBase today) {
    this.journal = journal;
    this.today = today;
  }

  /**
   * What a replay found.
   *
   * @param batches how many batches were replayed
   * @param firings how many rules fired
   * @param fault the first difference, in words; empty when there is none
   */
  public record Report(long batches, long firings, String fault) {}

  /** Replays the journal of a pipeline. */
  public static Report run(Remediator remediator) {
    return run(remediator.journalStore(), remediator.ruleBase(), 0);
  }

  /** Replays the journal of one shard; sessions of other packs than today's get the kept ones. */
  public static Report run(JournalStore journal, RuleBase today, int shard) {
    return new Replay(journal, today).run(shard);
  }

  private Report run(int shard) {
    long batches = 0;
    long firings = 0;
    long position = -1;
    RuleSession session = null;
    try {
      for (List<JournalStore.Stored> page = journal.after(shard, position, PAGE);
          !page.isEmpty();
          page = journal.after(shard, position, PAGE)) {
        for (JournalStore.Stored stored : page) {
          JournalBatch batch = stored.batch();
          if (session == null || batch.kind() == JournalBatch.Kind.REBUILD) {
            close(session);
            session = new RuleSession(base(batch));
          }
          BatchResult result = session.run(batch.last(), batch.at(), batch.entries());
          batches++;
          firings += result.firings().size();
          if (!Firings.hash(result).equals(stored.firings())) {
            return new Report(batches, firings, at(batch) + "other rules fire than were recorded");
          }
          position = batch.last();
        }
      }
      return new Report(batches, firings, "");
    } catch (NoBase e) {
      return new Report(batches, firings, String.valueOf(e.getMessage()));
    } finally {
      close(session);
    }
  }

  /** The packs that a session was built from: today's, or the ones that the journal kept. */
  private RuleBase base(JournalBatch rebuild) throws NoBase {
    RuleBase active = today.during(rebuild.entries());
    if (rebuild.base().equals(active.hash())) {
      return active;
    }
    Map<String, String> sources = journal.base(rebuild.base());
    if (sources.isEmpty()) {
      throw new NoBase(at(rebuild) + "its packs are not today's, and are not kept");
    }
    RuleBase before = earlier.get(rebuild.base());
    if (before == null) {
      try {
        before = PackCompiler.compile(sources);
      } catch (PackInvalid | IOException e) {
        throw new NoBase(at(rebuild) + "its packs do not compile any more: " + e.getMessage());
      }
      earlier.put(rebuild.base(), before);
    }
    active = before.during(rebuild.entries());
    if (!rebuild.base().equals(active.hash())) {
      throw new NoBase(
          at(rebuild) + "the packs that are kept for it are not those it was given to");
    }
    return active;
  }

  private static final class NoBase extends Exception {
    private static final long serialVersionUID = 1;

    NoBase(String message) {
      super(message);
    }
  }

  private static String at(JournalBatch batch) {
    return "batch " + batch.last() + " of shard " + batch.shard() + ": ";
  }

  private static void close(@Nullable RuleSession session) {
    if (session != null) {
      session.close();
    }
  }
}
