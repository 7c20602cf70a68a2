package org.clarityos.heal.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The records of a chain one after the other, from a time on, read as they are asked for. */
public final class ChainReader {
  private final BlockStore store;
  private final String chain;
  private final Deque<AuditRecord> read = new ArrayDeque<>();
  private long position;

  ChainReader(BlockStore store, String chain, long from) {
    this.store = store;
    this.chain = chain;
    this.position = store.upTo(chain, from - 1);
  }

  /** Whether there is another record now. */
  public boolean hasNext() {
    if (read.isEmpty()) {
      List<Block> page = store.after(chain, position);
      for (Block block : page) {
        read.addAll(block.records());
        position = block.last();
      }
    }
    return !read.isEmpty();
  }

  /** The next record, which stays the next one; there is one. */
  public AuditRecord peek() {
    return read.element();
  }

  /** Takes the next record; there is one. */
  public AuditRecord next() {
    return read.remove();
  }
}
