package org.clarityos.heal.audit;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The door through which work is committed together with the audit records that tell of it. */
@FunctionalInterface
public interface AuditTrail {
  /**
   * Does some work in one transaction with its audit records: both are committed, or neither. Calls
   * for one chain wait for each other.
   *
   * @param work writes what the records tell
   * @param records the records, asked for once, after the work
   */
  void commit(String chain, Consumer<Handle> work, Supplier<List<AuditRecord.Draft>> records);
}
