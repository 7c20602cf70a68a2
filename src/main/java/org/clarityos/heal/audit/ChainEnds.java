package org.clarityos.heal.audit;

import java.util.List;
import java.util.TreeMap;

/** The last record of each chain, of those seen. */
final class ChainEnds {
  private final TreeMap<String, ExportEnd.Head> heads = new TreeMap<>();

  void accept(AuditRecord record) {
    heads.put(record.chain(), new ExportEnd.Head(record.chain(), record.seq(), record.hash()));
  }

  List<ExportEnd.Head> heads() {
    return List.copyOf(heads.values());
  }
}
