package org.clarityos.heal.diagnose;

import java.time.Duration;
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
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.jspecify.annotations.Nullable;

/**
 * One thread that drains a bounded queue in batches into a session and commits each batch, with all
 * it made, in one transaction. Whatever enters the session enters here. A pack whose rules throw or
 * never return is quarantined until its bytes change; the rest goes on.
 */
public final class Shard implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.shard");
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
  private final Duration limit;
  private RuleBase packs;
  private RuleBase base;
  private GuardedSession session;
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
   * @param bounds how much it takes on
   * @param released is given every batch after its commit, in order
   */
  public Shard(
      int number,
      RuleBase base,
      Stores stores,
      LongSupplier time,
      Bounds bounds,
      Consumer<Released> released) {
    this.number = number;
    this.packs = base;
    this.base = base;
    this.limit = bounds.batch();
    this.journal = stores.journal();
    this.audit = stores.audit();
    this.time = time;
    this.released = released;
    this.queue = new ArrayBlockingQueue<>(bounds.queue());
    this.session = new GuardedSession(base, limit);
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

  /**
   * How much a shard takes on.
   *
   * @param queue how many entries may wait
   * @param batch how long a batch may take before its rules are taken for stuck
   */
  public record Bounds(int queue, Duration batch) {}

  /** Rebuilds the session from the live inputs and starts draining. */
  public void start() throws InterruptedException {
    rebuild(List.of());
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
          packs = candidate;
          rebuild(List.of());
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

  private void batch(List<Entry> entries) throws InterruptedException {
    List<Fact> facts = entries.stream().map(Entry::fact).toList();
    try {
      try {
        commit(JournalBatch.Kind.INPUT, facts, List.of());
      } catch (BatchFailed e) {
        rebuild(quarantine(e, facts));
        commit(JournalBatch.Kind.INPUT, facts, List.of());
      }
      entries.forEach(entry -> entry.committed().complete(sequence));
    } catch (BatchFailed | RuntimeException e) {
      // The batch is not committed and its senders are told; the session may hold half of it, so it
      // is built anew.
      entries.forEach(entry -> entry.committed().completeExceptionally(e));
      LOG.log(System.Logger.Level.ERROR, "shard " + number + ": a batch was refused", e);
      rebuild(List.of());
    }
  }

  /** The pack that a batch fails on, as a state to be journaled; rethrows when there is no such pack. */
  private List<State> quarantine(BatchFailed failure, List<Fact> facts)
      throws BatchFailed, InterruptedException {
    String pack =
        new Culprit(base, sequence, at, live(), facts, limit).find().orElseThrow(() -> failure);
    String reason = String.valueOf(failure.getMessage());
    LOG.log(System.Logger.Level.ERROR, "pack " + pack + " is quarantined: " + reason);
    String hash = packs.packs().getOrDefault(pack, "");
    return List.of(
        new PackState(
            pack, hash, PackState.Status.QUARANTINED, reason, Math.max(at, time.getAsLong())));
  }

  private List<Fact> live() {
    List<Fact> live = new ArrayList<>(journal.states(number));
    live.addAll(
        journal.since(number, time.getAsLong() - LIVE_EVENTS_MILLIS).stream()
            .filter(Event.class::isInstance)
            .toList());
    return live;
  }

  /** Builds the session from the live inputs and some states that are new. */
  private void rebuild(List<State> added) throws InterruptedException {
    List<State> news = added;
    while (true) {
      session.close();
      List<Fact> live = live();
      live.addAll(news);
      base = packs.during(live);
      session = new GuardedSession(base, limit);
      try {
        commit(JournalBatch.Kind.REBUILD, live, news);
        return;
      } catch (BatchFailed e) {
        try {
          List<State> more = new ArrayList<>(news);
          more.addAll(quarantine(e, live));
          news = more;
        } catch (BatchFailed hopeless) {
          throw new IllegalStateException(
              "no session can be built from the live inputs, whatever pack is left out", hopeless);
        }
      }
    }
  }

  private void commit(JournalBatch.Kind kind, List<Fact> facts, List<State> news)
      throws BatchFailed, InterruptedException {
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
          if (kind == JournalBatch.Kind.REBUILD) {
            journal.keepBase(handle, base.hash(), base.sources());
          }
          journal.append(handle, batch, made, firings);
          List<State> changed = new ArrayList<>(news);
          facts.stream()
              .filter(fact -> fact instanceof State && kind == JournalBatch.Kind.INPUT)
              .forEach(fact -> changed.add((State) fact));
          changed.addAll(result.states());
          journal.hold(handle, number, last, changed);
          List<AuditRecord.Draft> records = new ArrayList<>(Firings.records(batch, result, news));
          records.addAll(IncidentContext.of(session.session(), batch, result));
          return records;
        });
    sequence = last;
    view = session.session().states();
    derived = session.session().facts(Derived.class);
    released.accept(new Released(batch, result));
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join(10_000);
    session.close();
  }
}
