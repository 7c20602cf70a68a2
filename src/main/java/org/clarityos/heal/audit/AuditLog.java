package org.clarityos.heal.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The audit log: append-only, one hash chain per shard, one for executions, one for the service. */
public final class AuditLog implements AuditTrail {
  /** So many checkpoints are looked at for one whose last record is that of a commit; nearly every one is. */
  private static final int CHECKPOINTS = 20;

  private final Jdbi jdbi;
  private final BlockStore store;
  private final Map<String, Head> heads = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final Set<String> names = new ConcurrentSkipListSet<>();
  private final ReadWriteLock reading = new ReentrantReadWriteLock();
  private volatile boolean known;

  /** A log on a migrated database. */
  public AuditLog(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.store = new BlockStore(jdbi);
  }

  @Override
  public void commit(
      String chain, Consumer<Handle> work, Supplier<List<AuditRecord.Draft>> records) {
    Object lock = locks.computeIfAbsent(chain, c -> new Object());
    synchronized (lock) {
      // Known again once it is committed: after a failure the database may hold more or less than
      // we know of.
      Head head = current(chain);
      heads.remove(chain);
      jdbi.useTransaction(
          handle -> {
            work.accept(handle);
            List<AuditRecord> added = records.get().stream().map(head::add).toList();
            if (!added.isEmpty()) {
              head.store(handle, added);
            }
          });
      heads.put(chain, head);
      names.add(chain);
    }
  }

  private Head current(String chain) {
    Head head = heads.get(chain);
    return head == null ? Head.of(chain, store) : head;
  }

  /** The newest records that match, oldest first. */
  public List<AuditRecord> find(AuditFilter filter) {
    List<AuditRecord> found = new ArrayList<>();
    for (String chain : chains()) {
      found.addAll(new Search(store, chain, filter).newest());
    }
    found.sort(
        Comparator.comparingLong(AuditRecord::at)
            .thenComparing(AuditRecord::chain)
            .thenComparingLong(AuditRecord::seq));
    return found.subList(Math.max(0, found.size() - filter.limit()), found.size());
  }

  /** Hands every record that is kept to a reader, chain by chain, in order. */
  public void each(Consumer<AuditRecord> reader) {
    reading.readLock().lock();
    try {
      for (String chain : chains()) {
        store.each(chain, removed(chain), block -> block.records().forEach(reader));
      }
    } finally {
      reading.readLock().unlock();
    }
  }

  /** The records of a chain from a time on, read as they are asked for. */
  public ChainReader read(String chain, long from) {
    return new ChainReader(store, chain, from);
  }

  /** Keeps readers of the whole log away; answers no when one is at it. */
  boolean beginRemoving() {
    return reading.writeLock().tryLock();
  }

  /** Lets readers of the whole log in again. */
  void endRemoving() {
    reading.writeLock().unlock();
  }

  /** The last record of a chain that was removed; 0 when none was. */
  long removed(String chain) {
    return newest(chain, Tombstone.KIND).flatMap(Tombstone::in).map(Tombstone::to).orElse(0L);
  }

  /** The last record that a checkpoint from before a time covers, if a block ends with it; then all up to it is older. */
  Optional<Long> sealedBefore(String chain, long time) {
    AuditFilter filter =
        AuditFilter.newest(CHECKPOINTS).ofKind(Checkpoint.KIND).between(0, time - 1);
    return new Search(store, chain, filter)
        .newest().stream()
            .flatMap(record -> Checkpoint.in(record).stream())
            .map(Checkpoint::to)
            .filter(to -> store.endsBlock(chain, to))
            .findFirst();
  }

  /** Removes the records of a chain up to one. */
  void remove(String chain, long upTo) {
    store.remove(chain, upTo);
  }

  /** The names of the chains, in order. */
  List<String> chains() {
    if (!known) {
      names.addAll(store.chains());
      known = true;
    }
    return List.copyOf(names);
  }

  /** The number of the last committed record of a chain; 0 for an empty one. */
  long last(String chain) {
    return store.last(chain).map(Block::last).orElse(0L);
  }

  /** The newest record of a kind in a chain. */
  Optional<AuditRecord> newest(String chain, String kind) {
    return newest(chain, kind, 1).stream().findFirst();
  }

  /** The newest records of a kind in a chain, the newest first. */
  List<AuditRecord> newest(String chain, String kind, int most) {
    return new Search(store, chain, AuditFilter.newest(most).ofKind(kind)).newest();
  }

  /** The hashes of up to so many records of a chain, in order. */
  List<String> hashes(String chain, long from, int most) {
    List<String> hashes = new ArrayList<>();
    List<Block> page = store.after(chain, from - 1);
    while (!page.isEmpty() && hashes.size() < most) {
      for (Block block : page) {
        for (long seq = Math.max(from, block.first()); seq <= block.last(); seq++) {
          hashes.add(block.hashOf(seq));
        }
      }
      page = store.after(chain, page.get(page.size() - 1).last());
    }
    return hashes.subList(0, Math.min(most, hashes.size()));
  }

  /** Checks every chain; answers the first fault found, or empty when the log is whole. */
  public Optional<String> verify() {
    ChainCheck check = new ChainCheck();
    each(check);
    return check.fault();
  }
}
