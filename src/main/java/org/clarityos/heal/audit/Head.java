package org.clarityos.heal.audit;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Where a chain ends, and what its records tell of that the directory does not know yet.
 */
final class Head {
  /** So many records a segment of the directory has at least; so many are looked through without it. */
  private static final int SEGMENT = 16_384;

  private final String chain;
  private int number;
  private long seq;
  private String hash = AuditRecord.START;
  private long noted;
  private Subjects.Seen subjects = new Subjects.Seen();

  private Head(String chain) {
    this.chain = chain;
  }

  /** The head of a stored chain. */
  static Head of(String chain, BlockStore store) {
    Head head = new Head(chain);
    head.noted = store.noted(chain);
    head.seq = head.noted;
    store
        .last(chain)
        .ifPresent(
            last -> {
              head.seq = last.last();
              head.hash = last.end();
            });
    store.each(chain, head.noted, block -> block.records().forEach(head.subjects::add));
    return head;
  }

  /** The number of the last record; 0 for an empty chain. */
  long seq() {
    return seq;
  }

  /** The record that a draft becomes; it is the last one now. */
  AuditRecord add(AuditRecord.Draft draft) {
    AuditRecord record = AuditRecord.of(chain, seq + 1, draft, hash);
    seq = record.seq();
    hash = record.hash();
    subjects.add(record);
    return record;
  }

  /** Stores the records that were added, and tells the directory once there is enough for a segment. */
  void store(Handle handle, List<AuditRecord> added) {
    if (number == 0) {
      number = BlockStore.number(handle, chain);
    }
    BlockStore.insert(handle, number, Block.of(added));
    if (seq - noted >= SEGMENT) {
      BlockStore.note(handle, chain, new BlockStore.Span(noted + 1, seq), subjects.all());
      noted = seq;
      subjects = new Subjects.Seen();
    }
  }
}
