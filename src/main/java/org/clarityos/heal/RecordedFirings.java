package org.clarityos.heal;

import java.util.Optional;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.audit.ChainReader;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.Firings;
import org.clarityos.heal.journal.JournalBatch;

/** The firings that the audit log tells of, beside those that a replay derives, batch by batch. */
final class RecordedFirings {
  private static final String KIND = "firing";

  private final ChainReader records;
  private final long first;
  private final long begins;

  /** The firings of a shard from a batch on; those of batches are not missed that are older than all of the log. */
  RecordedFirings(AuditLog log, JournalBatch from) {
    this.records = log.read("shard-" + from.shard(), from.at());
    this.first = from.first();
    this.begins = records.hasNext() ? records.peek().seq() == 1 ? 0 : records.peek().at() : 0;
  }

  /** What the log says else than was derived, in words; empty when it says the same. */
  Optional<String> differs(JournalBatch batch, BatchResult derived) {
    if (batch.at() < begins) {
      return Optional.empty();
    }
    for (String firing : Firings.bodies(batch, derived)) {
      Optional<AuditRecord> recorded = next(batch.last());
      if (recorded.isEmpty()) {
        return Optional.of("the audit log lacks a firing: " + firing);
      }
      if (!recorded.get().body().equals(firing)) {
        return Optional.of(
            "record %d of the audit log tells of another firing: %s"
                .formatted(recorded.get().seq(), recorded.get().body()));
      }
    }
    return more(batch.last());
  }

  /** A firing up to a batch that was not derived, in words; empty when there is none. */
  Optional<String> more(long upTo) {
    return next(upTo)
        .map(
            record ->
                "record %d of the audit log tells of a firing that was not derived: %s"
                    .formatted(record.seq(), record.body()));
  }

  private Optional<AuditRecord> next(long upTo) {
    while (records.hasNext()) {
      long batch = records.peek().kind().equals(KIND) ? Firings.batch(records.peek()) : 0;
      if (batch > upTo) {
        return Optional.empty();
      }
      AuditRecord record = records.next();
      if (batch >= first) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }
}
