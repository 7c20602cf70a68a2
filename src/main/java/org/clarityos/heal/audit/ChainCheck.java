package org.clarityos.heal.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The verifier of hash chains: given records chain by chain, in order, it names the first bad one.
 */
public final class ChainCheck implements Consumer<AuditRecord> {
  private final Map<String, AuditRecord> heads = new HashMap<>();
  private @Nullable String fault;
  private long count;

  @Override
  public void accept(AuditRecord at) {
    count++;
    AuditRecord before = heads.put(at.chain(), at);
    if (fault != null) {
      return;
    }
    long expected = before == null ? 1 : before.seq() + 1;
    String prev = before == null ? AuditRecord.START : before.hash();
    String name = "record " + at.seq() + " of chain " + at.chain();
    if (at.seq() != expected) {
      fault = name + ": record " + expected + " is missing or out of order";
    } else if (!at.prev().equals(prev)) {
      fault = name + ": it does not follow the record before it";
    } else if (!at.hash().equals(at.expectedHash())) {
      fault = name + ": its content was altered";
    }
  }

  /** The first fault, or empty when all records seen are whole. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** How many records were seen. */
  public long count() {
    return count;
  }
}
