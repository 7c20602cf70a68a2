package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.clarityos.heal.audit.AuditTrail;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Lag;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.jspecify.annotations.Nullable;

/**
 * One thread that drains a bounded queue in batches into a session and commits each batch, with all
 * it made, in one transaction. Whatever enters the session enters here. A rule that throws, and a pack
 * whose rules never return, are left out until their bytes change; the rest goes on.
 */
public final class Shard implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.shard");

  /** So many entries a batch may have; a commit costs much, and each entry in it little. */
  private static final int BATCH = 400;

  private static final long TICK_MILLIS = 1000;

  /** How often it looks for turns while nothing enters. */
  private static final long LOOK_MILLIS = 50;

  /** So many culprits one batch may have. */
  private static final int MOST_CULPRITS = 20;

  private record Entry(Fact fact, long at, CompletableFuture<Long> committed) {}

  private final int number;
  private final LongSupplier time;
  private final Consumer<Released> released;
  private final BlockingQueue<Entry> queue;
  private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private final AtomicLong refused = new AtomicLong();
  private final JournalStore journal;
  private final ShardLog log;
  private final Sessions sessions;
  private final Spending spending;
  private volatile boolean closing;
  private volatile boolean over;
  private volatile long looked;
  private volatile Optional<String> ended = Optional.empty();
  private volatile @Nullable Entry ahead;
  private final Conclusions conclusions = new Conclusions();
  private LagWatch lag = new LagWatch(false);
  private volatile Optional<Turn.Progress> progress = Optional.empty();

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
    this.time = time;
    this.released = released;
    this.journal = stores.journal();
    this.queue = new ArrayBlockingQueue<>(bounds.queue());
    this.log = new ShardLog(number, stores.journal(), stores.audit());
    this.sessions =
        new Sessions(
            number,
            base,
            stores.journal(),
            new Sessions.Ends(log, time, bounds.batch(), this::committed));
    this.spending = new Spending();
    this.thread = new Thread(this::drain, "shard-" + number);
  }

  /**
   * Where a shard writes.
   *
   * @param journal the journal
   * @param audit what commits its batches with their audit records
   */
  public record Stores(JournalStore journal, AuditTrail audit) {}

  /**
   * How much a shard takes on.
   *
   * @param queue how many entries may wait
   * @param batch how long a batch may take before its rules are taken for stuck
   */
  public record Bounds(int queue, Duration batch) {}

  /** Rebuilds the session from the live inputs and starts draining. */
  public void start() throws InterruptedException {
    sessions.start(journal);
    lag = new LagWatch(lags());
    looked = time.getAsLong();
    thread.start();
  }

  /**
   * Puts an entry in the queue, waiting while it is full; completes when its batch is committed.
   */
  public CompletableFuture<Long> put(Fact fact) throws InterruptedException {
    Entry entry = new Entry(fact, time.getAsLong(), new CompletableFuture<>());
    while (!queue.offer(entry, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      refuseAfterEnd();
    }
    refuseAfterEnd();
    return entry.committed();
  }

  /** Puts an entry in the queue, or refuses it, counted, when the queue stays full for a second. */
  public Optional<CompletableFuture<Long>> offer(Fact fact) throws InterruptedException {
    Entry entry = new Entry(fact, time.getAsLong(), new CompletableFuture<>());
    if (!closing && queue.offer(entry, 1, TimeUnit.SECONDS)) {
      refuseAfterEnd();
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
    return queue.size() + (ahead == null ? 0 : 1);
  }

  /** When it last looked for something to do, in milliseconds since the epoch. */
  public long looked() {
    return looked;
  }

  /** The states that held after the last batch. */
  public List<State> states() {
    return sessions.states();
  }

  /** What entered and is held after the last batch: the states, and the events that have not expired. */
  public List<Fact> held() {
    return sessions.held();
  }

  /** The derived facts that held after the last batch. */
  public List<Derived> derived() {
    return conclusions.facts();
  }

  /** Asks for what is to become of the sessions; it is done between two batches. */
  public CompletableFuture<Long> turn(Turn.Action action) {
    Turn turn = new Turn(action, new CompletableFuture<>());
    turns.add(turn);
    refuseAfterEnd();
    return turn.done();
  }

  /** Once nothing is drained any more, whoever waits for what is left is told, and waits no longer. */
  private void refuseAfterEnd() {
    if (!over) {
      return;
    }
    IllegalStateException why =
        new IllegalStateException(
            ended.orElse("shard " + number + " was closed") + "; it takes nothing in");
    Entry held = ahead;
    if (held != null) {
      held.committed().completeExceptionally(why);
    }
    ahead = null;
    for (Entry left = queue.poll(); left != null; left = queue.poll()) {
      left.committed().completeExceptionally(why);
    }
    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.done().completeExceptionally(why);
    }
  }

  /** What the session in shadow made beside the active one; empty when there is none. */
  public Optional<Turn.Progress> shadow() {
    return progress;
  }

  /** Why it takes nothing in at the moment, in words for its operator; empty when all is well. */
  public Optional<String> fault() {
    return ended.or(() -> log.waiting().map(why -> "waiting for its database: " + why));
  }

  private void drain() {
    try {
      while (!closing || waiting() > 0) {
        looked = time.getAsLong();
        List<Entry> entries = take();
        if (!entries.isEmpty() || sessions.dueForTick(TICK_MILLIS)) {
          batch(entries);
          overspent();
        }
        turns();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ended = Optional.of("it has ended, the program must be started again: " + e);
      LOG.log(System.Logger.Level.ERROR, "shard " + number + " ended", e);
    } finally {
      if (!closing && ended.isEmpty()) {
        ended = Optional.of("it has ended, the program must be started again");
      }
      over = true;
      refuseAfterEnd();
    }
  }

  /**
   * The entries of the next batch. One of a state that the batch already has begins the next one, so that no change
   * of a state goes by unseen by the rules.
   */
  private List<Entry> take() throws InterruptedException {
    List<Entry> entries = new ArrayList<>(BATCH);
    Set<String> keys = new HashSet<>();
    Entry next = ahead;
    if (next == null) {
      next = queue.poll(Math.min(LOOK_MILLIS, untilTick()), TimeUnit.MILLISECONDS);
    }
    ahead = null;
    while (next != null) {
      if (next.fact() instanceof State state && !keys.add(state.key())) {
        ahead = next;
        break;
      }
      entries.add(next);
      next = entries.size() < BATCH ? queue.poll() : null;
    }
    return entries;
  }

  private long untilTick() {
    return Math.max(1, TICK_MILLIS - Math.floorMod(time.getAsLong(), TICK_MILLIS));
  }

  private void turns() throws InterruptedException {
    for (Turn turn = turns.peek(); turn != null && turn.take(sessions); turn = turns.peek()) {
      turns.remove();
    }
    Optional<String> failure = sessions.inShadow().flatMap(Shadow::failure);
    if (failure.isPresent()) {
      LOG.log(System.Logger.Level.ERROR, "the session in shadow ended: " + failure.get());
      sessions.dismiss(failure.get());
    }
    progress = Turn.progress(sessions);
  }

  private void batch(List<Entry> entries) throws InterruptedException {
    List<Fact> facts = new ArrayList<>(entries.size() + 1);
    long waited = entries.isEmpty() ? 0 : time.getAsLong() - entries.get(0).at();
    lag.waited(waited).ifPresent(facts::add);
    entries.forEach(entry -> facts.add(entry.fact()));
    try {
      run(facts);
      entries.forEach(entry -> entry.committed().complete(sessions.sequence()));
    } catch (BatchFailed | RuntimeException e) {
      // The batch is not committed and its senders are told; the session may hold half of it, so it
      // is built anew.
      entries.forEach(entry -> entry.committed().completeExceptionally(e));
      LOG.log(System.Logger.Level.ERROR, "shard " + number + ": a batch was refused", e);
      if (!closing) {
        sessions.rebuild(List.of());
      }
      // What it said of lag was not committed either.
      lag = new LagWatch(lags());
    }
  }

  /** Whether it is held that the platform lags. */
  private boolean lags() {
    return states().stream().anyMatch(state -> state instanceof Lag last && last.lags());
  }

  /** Runs a batch; what it fails on is left out, or, just after a promotion, the packs before it come back. */
  private void run(List<Fact> facts) throws BatchFailed, InterruptedException {
    for (int culprits = 0; ; culprits++) {
      try {
        sessions.run(facts);
        return;
      } catch (BatchFailed e) {
        Optional<State> culprit = sessions.culprit(e, facts);
        if (culprit.isEmpty() || culprits == MOST_CULPRITS) {
          throw e;
        }
        leaveOut(culprit.get());
      }
    }
  }

  private void overspent() throws InterruptedException {
    Optional<State> over = spending.over(sessions.packs(), sessions.at());
    if (over.isPresent()) {
      leaveOut(over.get());
    }
  }

  private void leaveOut(State culprit) throws InterruptedException {
    if (sessions.former()) {
      try {
        sessions.goBack(culprit);
        return;
      } catch (BatchFailed e) {
        LOG.log(System.Logger.Level.ERROR, "the packs before cannot come back", e);
      }
    }
    sessions.rebuild(List.of(culprit));
  }

  private void committed(Released batch) {
    conclusions.take(batch.batch(), batch.result(), sessions);
    spending.take(batch.batch(), batch.result());
    released.accept(batch);
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    log.close();
    thread.join(10_000);
    sessions.close();
  }
}
