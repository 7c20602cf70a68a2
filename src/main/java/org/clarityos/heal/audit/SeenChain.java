package org.clarityos.heal.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a verifier has seen of a chain: where it begins, its last record, and the hashes that no checkpoint covers yet. */
final class SeenChain {
  /** The record after which it begins; 0 for a whole one. */
  final long start;

  final List<String> open = new ArrayList<>();
  long seq;
  String hash;
  long covered;
  @Nullable Tombstone tombstone;
  private final String startHash;
  private boolean cut;

  /** A chain of which nothing was seen yet. */
  SeenChain() {
    this(0, AuditRecord.START);
  }

  private SeenChain(long start, String hash) {
    this.start = start;
    this.startHash = hash;
    this.seq = start;
    this.covered = start;
    this.hash = hash;
  }

  /** A chain whose first record that is seen is this one. */
  static SeenChain before(AuditRecord first) {
    return first.seq() == 1 ? new SeenChain() : new SeenChain(first.seq() - 1, first.prev());
  }

  /** Whether a checkpoint, the first one that is left, covers records from before its start, too. */
  boolean cutIn(Checkpoint at) {
    return covered == start && at.from() <= start && at.to() > start && at.to() <= seq;
  }

  /** Takes note that such a checkpoint covers the first records that are left. */
  void coveredInPart(long to) {
    cut = true;
    open.subList(0, (int) (to - start)).clear();
    covered = to;
  }

  /** Whether it begins at its beginning, or where its newest tombstone says. */
  boolean begins() {
    return start == 0
        || (!cut
            && tombstone != null
            && tombstone.to() == start
            && tombstone.hash().equals(startHash));
  }

  /** What is wrong with the beginning of a chain that does not begin where it should. */
  String headless(String name) {
    long from = tombstone == null ? 1 : tombstone.to() + 1;
    return from > start
        ? "record %d of chain %s: it does not follow what its tombstone stands for"
            .formatted(start + 1, name)
        : "record %d of chain %s: record %d is missing or out of order, and no tombstone stands for it"
            .formatted(start + 1, name, from);
  }
}
