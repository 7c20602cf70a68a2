package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.audit.AuditTrail;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.DatabaseFault;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;

/**
 * What a shard writes: each batch with all it made, in one transaction with its audit records. While the database does
 * not take a batch it is waited for: what was accepted is not lost, and what stands in the queue holds its senders back.
 */
final class ShardLog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.shard");

  /** So long it waits before it asks the database again. */
  private static final long AGAIN_MILLIS = 500;

  private final int shard;
  private final JournalStore journal;
  private final AuditTrail audit;
  private final String chain;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Optional<String> waiting = Optional.empty();

  ShardLog(int shard, JournalStore journal, AuditTrail audit) {
    this.shard = shard;
    this.journal = journal;
    this.audit = audit;
    this.chain = "shard-" + shard;
  }

  /**
   * Writes a batch that fired.
   *
   * @param base what its session runs
   * @param news states among its entries that did not hold before and are records of their own
   */
  void write(
      JournalBatch batch, RuleBase base, List<State> news, BatchResult result, RuleSession session)
      throws InterruptedException {
    Firings firings = Firings.of(result);
    commit(
        batch,
        () ->
            audit.commit(
                chain,
                handle -> {
                  if (batch.kind() == JournalBatch.Kind.REBUILD) {
                    journal.keepBase(handle, base.hash(), base.sources());
                  }
                  journal.append(handle, batch, result.made(), firings.hash());
                },
                () -> {
                  List<AuditRecord.Draft> records = new ArrayList<>(firings.records(batch, news));
                  records.addAll(IncidentContext.of(session, batch, result, firings::text));
                  return records;
                }));
  }

  /** Writes what becomes of the session in shadow: that it starts or ends, and why. */
  void turn(JournalBatch batch, RuleBase base, String reason) throws InterruptedException {
    String kind = batch.kind().name().toLowerCase(Locale.ROOT);
    String body =
        FactJson.mapper()
            .createObjectNode()
            .put("base", base.hash())
            .put("batch", batch.last())
            .put("reason", reason)
            .toString();
    commit(
        batch,
        () ->
            audit.commit(
                chain,
                handle -> {
                  journal.keepBase(handle, base.hash(), base.sources());
                  journal.append(handle, batch, List.of(), "");
                },
                () -> List.of(new AuditRecord.Draft(batch.at(), kind, "", "", body))));
  }

  /** Commits a batch by a transaction that is begun anew while its database does not take it. */
  private void commit(JournalBatch batch, Runnable transaction) throws InterruptedException {
    for (boolean again = false; ; again = true) {
      try {
        if (!again || !has(batch)) {
          transaction.run();
        }
        if (again) {
          waiting = Optional.empty();
          LOG.log(System.Logger.Level.WARNING, chain + ": the database takes batches again");
        }
        return;
      } catch (RuntimeException e) {
        if (!DatabaseFault.mayPass(e)) {
          throw e;
        }
        if (!again) {
          LOG.log(System.Logger.Level.ERROR, chain + ": a batch waits for its database", e);
        }
        waiting = DatabaseFault.words(e);
        if (closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
    }
  }

  /** Whether a batch was committed though its commit failed: the answer was lost on its way. */
  private boolean has(JournalBatch batch) {
    return journal.last(shard).filter(last -> last.batch().last() >= batch.last()).isPresent();
  }

  /** Why the database did not take the batch that is waiting; empty when none is. */
  Optional<String> waiting() {
    return waiting;
  }

  /** Waits for no database any more. */
  @Override
  public void close() {
    closing.countDown();
  }
}
