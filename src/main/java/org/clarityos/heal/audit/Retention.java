package org.clarityos.heal.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The removal of what is too old from the beginning of each chain; a signed tombstone stands in its place. */
public final class Retention {
  private final AuditLog log;
  private final AuditKey key;
  private final LongSupplier millis;

  /** A removal that signs with a key. */
  public Retention(AuditLog log, AuditKey key, LongSupplier millis) {
    this.log = log;
    this.key = key;
    this.millis = millis;
  }

  /**
   * Removes what was sealed before a time, with all before it. While somebody reads the whole log nothing is removed; the
   * next time makes up for it.
   *
   * @return the tombstones that were set
   */
  public List<Tombstone> sweep(long before) throws IOException {
    List<Tombstone> set = new ArrayList<>();
    if (log.beginRemoving()) {
      try {
        for (String chain : log.chains()) {
          sweep(chain, before).ifPresent(set::add);
        }
      } finally {
        log.endRemoving();
      }
    }
    return set;
  }

  /** The time since which the service has run for so long; time in which it did not run makes nothing old. */
  public long before(Duration lived) {
    return LivedTime.before(log, millis.getAsLong(), lived);
  }

  private Optional<Tombstone> sweep(String chain, long before) throws IOException {
    long gone = log.removed(chain);
    Optional<Long> upTo = log.sealedBefore(chain, before).filter(to -> to > gone);
    if (upTo.isEmpty()) {
      // What a removal left behind that was cut short.
      log.remove(chain, gone);
      return Optional.empty();
    }
    long to = upTo.get();
    Tombstone tombstone = Tombstone.of(chain, to, log.hashes(chain, to, 1).get(0), before, key);
    // It stands before anything goes: readers begin behind it, whatever is left.
    log.commit(chain, handle -> {}, () -> List.of(tombstone.draft(millis.getAsLong())));
    log.remove(chain, to);
    return Optional.of(tombstone);
  }
}
