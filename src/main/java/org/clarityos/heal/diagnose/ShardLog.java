package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.audit.AuditTrail;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;

/** What a shard writes: each batch with all it made, in one transaction with its audit records. */
final class ShardLog {
  private final JournalStore journal;
  private final AuditTrail audit;
  private final String chain;

  ShardLog(int shard, JournalStore journal, AuditTrail audit) {
    this.journal = journal;
    this.audit = audit;
    this.chain = "shard-" + shard;
  }

  /**
   * Writes a batch that fired.
   *
   * @param base what its session runs
   * @param news states among its entries that did not hold before
   */
  void write(
      JournalBatch batch,
      RuleBase base,
      List<State> news,
      BatchResult result,
      RuleSession session) {
    Firings firings = Firings.of(result);
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
        });
  }

  /** Writes what becomes of the session in shadow: that it starts or ends, and why. */
  void turn(JournalBatch batch, RuleBase base, String reason) {
    audit.commit(
        chain,
        handle -> {
          journal.keepBase(handle, base.hash(), base.sources());
          journal.append(handle, batch, List.of(), "");
        },
        () -> {
          String kind = batch.kind().name().toLowerCase(java.util.Locale.ROOT);
          String body =
              FactJson.mapper()
                  .createObjectNode()
                  .put("base", base.hash())
                  .put("batch", batch.last())
                  .put("reason", reason)
                  .toString();
          return List.of(new AuditRecord.Draft(batch.at(), kind, "", "", body));
        });
  }
}
