package org.clarityos.heal.journal;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The removal of old batches from the journal's beginning: never what a restart needs, and if possible at the start of a
 * session, so that all that is left can be executed again.
 */
public final class JournalTrim {
  /** So many batches go in one transaction, so that nobody waits for it. */
  private static final int PAGE = 500;

  private final Jdbi jdbi;

  /** A removal from a migrated database. */
  public JournalTrim(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Removes batches, and the packs that no session of what is left was built from.
   *
   * @param before what began with a session that was built anew before this time is kept from there on
   * @param latest what is older than this goes also in the middle of a session
   * @return how many batches were removed
   */
  public long trim(int shard, long before, long latest) {
    long upTo = jdbi.withHandle(handle -> upTo(handle, shard, before, latest));
    long all = 0;
    for (int removed = remove(shard, upTo); removed > 0; removed = remove(shard, upTo)) {
      all += removed;
    }
    jdbi.useTransaction(handle -> forgetPacks(handle, shard, upTo));
    return all;
  }

  private static long upTo(Handle handle, int shard, long before, long latest) {
    long rebuilt = newest(handle, shard, before).map(seq -> seq - 1).orElse(0L);
    long old =
        handle
            .select(
                "select coalesce(max(seq_last), 0) from journal_batch where shard = ? and at < ?",
                shard,
                latest)
            .mapTo(Long.class)
            .one();
    return Math.min(Math.max(rebuilt, old), neededByRestart(handle, shard) - 1);
  }

  /** The newest batch up to a time from which a session was built anew. */
  private static Optional<Long> newest(Handle handle, int shard, long time) {
    return handle
        .select(
            "select max(seq) from journal_start where shard = ? and kind = 'REBUILD' and at < ?",
            shard,
            time)
        .mapTo(Long.class)
        .findFirst();
  }

  /** The first batch that a restart reads: after the checkpoint, or the rebuild that is newer. */
  private static long neededByRestart(Handle handle, int shard) {
    long rebuilt = newest(handle, shard, Long.MAX_VALUE).orElse(0L);
    long checkpoint =
        handle
            .select("select coalesce(max(seq), -1) from journal_checkpoint where shard = ?", shard)
            .mapTo(Long.class)
            .one();
    return Math.max(rebuilt, checkpoint + 1);
  }

  private int remove(int shard, long upTo) {
    return jdbi.inTransaction(
        handle ->
            handle.execute(
                "delete from journal_batch where shard = ? and seq_last in"
                    + " (select seq_last from journal_batch where shard = ? and seq_last <= ?"
                    + " order by seq_last limit "
                    + PAGE
                    + ")",
                shard,
                shard,
                upTo));
  }

  /** The session whose middle is cut keeps its packs: what is left of it ran with them. */
  private static void forgetPacks(Handle handle, int shard, long upTo) {
    handle.execute(
        "delete from journal_start where shard = ? and seq < (select max(seq) from journal_start"
            + " where shard = ? and seq <= ? and kind in ('REBUILD', 'ACTIVATE'))",
        shard,
        shard,
        upTo);
    handle.execute("delete from rule_base where hash not in (select base from journal_start)");
  }

  /** When the newest session of a shard was built anew, in milliseconds since the epoch; empty before the first. */
  public Optional<Long> rebuilt(int shard) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select max(at) from journal_start where shard = ? and kind = 'REBUILD'", shard)
                .mapTo(Long.class)
                .findFirst());
  }
}
