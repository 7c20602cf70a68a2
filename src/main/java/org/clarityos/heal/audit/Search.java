package org.clarityos.heal.audit;

import java.util.ArrayList;
import java.util.List;

/** The search for the newest matching records of a chain, from its end backwards. */
final class Search {
  private final BlockStore store;
  private final String chain;
  private final AuditFilter filter;
  private final List<String> subjects;
  private final List<AuditRecord> found = new ArrayList<>();
  private boolean over;

  Search(BlockStore store, String chain, AuditFilter filter) {
    this.store = store;
    this.chain = chain;
    this.filter = filter;
    this.subjects = filter.subjects();
  }

  /** As many records as the filter wants, the newest first. */
  List<AuditRecord> newest() {
    long upTo = filter.to() == 0 ? Long.MAX_VALUE : store.upTo(chain, filter.to());
    if (subjects.isEmpty()) {
      look(new BlockStore.Span(1, upTo));
      return found;
    }
    long noted = store.noted(chain);
    look(new BlockStore.Span(noted + 1, upTo));
    long before = noted + 1;
    while (!over) {
      List<BlockStore.Span> page = store.segments(chain, subjects.get(0), upTo, before);
      for (BlockStore.Span segment : page) {
        look(new BlockStore.Span(segment.first(), Math.min(upTo, segment.last())));
        before = segment.last();
      }
      over |= page.isEmpty();
    }
    return found;
  }

  private void look(BlockStore.Span span) {
    long seq = span.last();
    while (!over) {
      List<Block> page = store.before(chain, seq, span.first());
      for (Block block : page) {
        take(block);
        seq = block.first() - 1;
      }
      if (page.isEmpty()) {
        return;
      }
    }
  }

  /** A chain's time only goes on: what is before a block that is too old is too old. */
  private void take(Block block) {
    over |= block.at() < filter.from();
    if (over) {
      return;
    }
    List<AuditRecord> records = block.records();
    for (int i = records.size() - 1; i >= 0; i--) {
      AuditRecord record = records.get(i);
      if (found.size() < filter.limit() && filter.matches(record)) {
        found.add(record);
      }
    }
    over |= found.size() >= filter.limit();
  }
}
