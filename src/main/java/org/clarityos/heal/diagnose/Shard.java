package org.clarityos.heal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.jspecify.annotations.Nullable;

/**
 * One thread that drains a bounded queue in batches into a session and commits each batch, with all
 * it made, in one transaction. Whatever enters the session enters here.
 */
public final class Shard implements AutoCloseable {
  private static final int BATCH = 100;
  private static final long TICK_MILLIS = 1000;
  private static final long LIVE_EVENTS_MILLIS = 60 * 60_000L;

  private record Entry(Fact fact, CompletableFuture<Long> committed) {}

  private final int number;
  private final JournalStore journal;
  private final AuditLog audit;
  private final LongSupplier time;
  private final Consumer<Released> released;
  private final BlockingQueue<Entry> queue;
  private final Thread thread;
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean closing;
  private volatile @Nullable RuleBase next;
  private volatile List<State> view = List.of();
  private volatile List<Derived> derived = List.of();
  private RuleBase base;
  private RuleSession session;
  private long sequence;
  private long at;

  /**
   * What a committed batch released.
   *
   * @param batch the batch
   * @param result what it made
   */
  public record Released(JournalBatch batch, BatchResult result) {}

  /**
   * A shard that goes on at its journal's committed position.
   *
   * @param time the session's time in milliseconds since the epoch, advancing by monotonic time
   * @param capacity how many entries may wait
   * @param released is given every batch after its commit, in order
   */
  public Shard(
      int number,
      RuleBase base,
      Stores stores,
      LongSupplier time,
      int capacity,
      Consumer<Released> released) {
    this.number = number;
    this.base = base;
    this.journal = stores.journal();
    this.audit = stores.audit();
    this.time = time;
    this.released = released;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.session = new RuleSession(base);
    journal
        .last(number)
        .ifPresent(
            last -> {
              sequence = last.batch().last();
              at = last.batch().at();
            });
    this.thread = new Thread(this::drain, "shard-" + number);
  }

  /**
   * Where a shard writes.
   *
   * @param journal the journal
   * @param audit the audit log
   */
  public record Stores(JournalStore journal, AuditLog audit) {}

  /** Rebuilds the session from the live inputs and starts draining. */
  public void start() {
    rebuild();
    thread.start();
  }

  /**
   * Puts an entry in the queue, waiting while it is full; completes when its batch is committed.
   */
  public CompletableFuture<Long> put(Fact fact) throws InterruptedException {
    Entry entry = new Entry(fact, new CompletableFuture<>());
    queue.put(entry);
    return entry.committed();
  }

  /** Puts an entry in the queue, or refuses it, counted, when the queue stays full for a second. */
  public Optional<CompletableFuture<Long>> offer(Fact fact) throws InterruptedException {
    Entry entry = new Entry(fact, new CompletableFuture<>());
    if (!closing && queue.offer(entry, 1, TimeUnit.SECONDS)) {
      return Optional.of(entry.committed());
    }
    refused.incrementAndGet();
    return Optional.empty();
  }

  /** How many entries were refused because the queue was full. */
  public long refused() {
    return refused.get();
  }

  /** How many entries wait. */
  public int waiting() {
    return queue.size();
  }

  /** The states that held after the last batch. */
  public List<State> states() {
    return view;
  }

  /** The derived facts that held after the last batch. */
  public List<Derived> derived() {
    return derived;
  }

  /** Replaces the rule base between two batches; live inputs are kept. */
  public void activate(RuleBase candidate) {
    next = candidate;
  }

  private void drain() {
    try {
      while (!closing || !queue.isEmpty()) {
        List<Entry> entries = new ArrayList<>(BATCH);
        Entry first = queue.poll(untilTick(), TimeUnit.MILLISECONDS);
        if (first != null) {
          entries.add(first);
          queue.drainTo(entries, BATCH - 1);
        }
        RuleBase candidate = next;
        if (candidate != null) {
          next = null;
          base = candidate;
          rebuild();
        }
        batch(entries);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long untilTick() {
    return Math.max(1, TICK_MILLIS - Math.floorMod(time.getAsLong(), TICK_MILLIS));
  }

  private void batch(List<Entry> entries) {
    List<Fact> facts = entries.stream().map(Entry::fact).toList();
    try {
      commit(JournalBatch.Kind.INPUT, facts);
    } catch (RuntimeException e) {
      // The batch is not committed and its senders are told; the session may hold half of it, so it
      // is built anew.
      entries.forEach(entry -> entry.committed().completeExceptionally(e));
      System.getLogger("clarity.shard")
          .log(System.Logger.Level.ERROR, "shard " + number + ": a batch was refused", e);
      rebuild();
      return;
    }
    entries.forEach(entry -> entry.committed().complete(sequence));
  }

  private void rebuild() {
    session.close();
    session = new RuleSession(base);
    List<Fact> live = new ArrayList<>(journal.states(number));
    live.addAll(
        journal.since(number, time.getAsLong() - LIVE_EVENTS_MILLIS).stream()
            .filter(Event.class::isInstance)
            .toList());
    commit(JournalBatch.Kind.REBUILD, live);
  }

  private void commit(JournalBatch.Kind kind, List<Fact> facts) {
    long first = sequence + 1;
    long last = sequence + Math.max(1, facts.size());
    at = Math.max(at, time.getAsLong());
    JournalBatch batch = new JournalBatch(number, first, last, at, kind, base.hash(), facts);
    BatchResult result = session.run(last, at, facts);
    List<Fact> made = new ArrayList<>(result.events());
    String firings = Firings.hash(result);
    audit.commit(
        "shard-" + number,
        handle -> {
          journal.append(handle, batch, made, firings);
          List<State> changed = new ArrayList<>();
          facts.stream()
              .filter(fact -> fact instanceof State && kind == JournalBatch.Kind.INPUT)
              .forEach(fact -> changed.add((State) fact));
          changed.addAll(result.states());
          journal.hold(handle, number, last, changed);
          List<AuditRecord.Draft> records = new ArrayList<>(Firings.records(batch, result));
          records.addAll(IncidentContext.of(session, batch, result));
          return records;
        });
    sequence = last;
    view = session.states();
    derived = session.facts(Derived.class);
    released.accept(new Released(batch, result));
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join(10_000);
    session.close();
  }
}
