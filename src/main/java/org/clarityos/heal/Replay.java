package org.clarityos.heal;

import java.util.List;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.Firings;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.jspecify.annotations.Nullable;

/**
 * The re-execution of a journal: every batch through a fresh session, its firings compared with
 * what was recorded.
 */
public final class Replay {
  private static final int PAGE = 500;

  private Replay() {}

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

  /** Replays the journal of one shard over a rule base. */
  public static Report run(JournalStore journal, RuleBase base, int shard) {
    long batches = 0;
    long firings = 0;
    long position = -1;
    RuleBase active = base;
    RuleSession session = null;
    try {
      for (List<JournalStore.Stored> page = journal.after(shard, position, PAGE);
          !page.isEmpty();
          page = journal.after(shard, position, PAGE)) {
        for (JournalStore.Stored stored : page) {
          JournalBatch batch = stored.batch();
          if (session == null || batch.kind() == JournalBatch.Kind.REBUILD) {
            active = base.during(batch.entries());
            close(session);
            session = new RuleSession(active);
          }
          if (!batch.base().equals(active.hash())) {
            return new Report(
                batches, firings, at(batch) + "it was given to other packs than today's");
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
    } finally {
      close(session);
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
