package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a shard at their place in the journal: the active one, whose conclusions are
 * committed and released, and the one in shadow, which only reads. Not thread-safe.
 */
final class Sessions implements AutoCloseable {
  private final int number;
  private final ShardLog log;
  private final LongSupplier time;
  private final Duration limit;
  private final Consumer<Shard.Released> released;
  private final LiveInputs live = new LiveInputs();
  private final Checkpoints checkpoints;
  private RuleBase packs;
  private RuleBase base;
  private GuardedSession session;
  private @Nullable Shadow shadow;
  private boolean former;
  private String ended = "";
  private long sequence;
  private long at;

  /**
   * Where the sessions of a shard write, and to whom they are released.
   *
   * @param time the session's time in milliseconds since the epoch
   * @param limit how long a batch may take
   * @param released is given every batch after its commit
   */
  record Ends(ShardLog log, LongSupplier time, Duration limit, Consumer<Shard.Released> released) {}

  /** Sessions of a shard that go on at its journal's committed position; {@link #start} builds the first. */
  Sessions(int number, RuleBase packs, JournalStore journal, Ends ends) {
    this.number = number;
    this.packs = packs;
    this.base = packs;
    this.log = ends.log();
    this.time = ends.time();
    this.limit = ends.limit();
    this.released = ends.released();
    this.checkpoints = new Checkpoints(number, journal);
    this.session = new GuardedSession(base, limit);
    journal
        .last(number)
        .ifPresent(
            last -> {
              sequence = last.batch().last();
              at = last.batch().at();
            });
  }

  /** Builds the first session from what the journal says is live. */
  void start(JournalStore journal) throws InterruptedException {
    journal.live(number, live::take);
    long now = Math.max(at, time.getAsLong());
    rebuild(
        live.facts().stream()
            .filter(fact -> !(fact instanceof Event event) || event.at() + Expiry.of(event) > now)
            .toList(),
        List.of());
  }

  /**
   * Runs a batch through the active session and commits it.
   *
   * @throws BatchFailed when rules threw or did not return; nothing is committed, and the session may hold half of it
   */
  void run(List<Fact> facts) throws BatchFailed, InterruptedException {
    JournalBatch batch = next(JournalBatch.Kind.INPUT, base, facts);
    BatchResult result = session.run(batch.last(), batch.at(), facts);
    committed(batch, Told.of(facts, live), result);
  }

  private JournalBatch next(JournalBatch.Kind kind, RuleBase over, List<Fact> facts) {
    at = Math.max(at, time.getAsLong());
    return new JournalBatch(
        number, sequence + 1, sequence + Math.max(1, facts.size()), at, kind, over.hash(), facts);
  }

  private void committed(JournalBatch batch, List<State> news, BatchResult result)
      throws InterruptedException {
    log.write(batch, base, news, result, session.session());
    sequence = batch.last();
    live.take(batch, result);
    // While a candidate takes what is live it needs the second core; the checkpoint can wait.
    if (shadow == null || shadow.nearlyThere()) {
      checkpoints.after(batch, live);
    }
    if (shadow != null) {
      shadow.feed(batch, result);
    }
    released.accept(new Shard.Released(batch, result));
  }

  /** The pack or rule that a batch fails on, as a state to be journaled; empty when there is no such pack. */
  Optional<State> culprit(BatchFailed failure, List<Fact> facts) throws InterruptedException {
    return new Culprit(base, sequence, at, live.facts(), facts, limit)
        .find(failure, Math.max(at, time.getAsLong()));
  }

  /** Builds the active session anew from what is live and some states that are new; the shadow ends. */
  void rebuild(List<State> news) throws InterruptedException {
    rebuild(live.facts(), news);
  }

  private void rebuild(List<Fact> held, List<State> added) throws InterruptedException {
    dismiss("the active session is built anew");
    List<State> news = added;
    while (true) {
      session.close();
      List<Fact> all = new ArrayList<>(held);
      all.addAll(news);
      base = packs.during(all);
      session = new GuardedSession(base, limit);
      JournalBatch batch = next(JournalBatch.Kind.REBUILD, base, all);
      try {
        committed(batch, news, session.run(batch.last(), batch.at(), all));
        return;
      } catch (BatchFailed e) {
        List<State> more = new ArrayList<>(news);
        more.add(
            new Culprit(base, sequence, at, List.of(), all, limit)
                .find(e, at)
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "no session can be built from the live inputs, whatever pack is left out",
                            e)));
        news = more;
      }
    }
  }

  /** Starts a session in shadow from what is live now; one that is there ends. */
  void shadow(RuleBase candidate, String reason) throws InterruptedException {
    dismiss("another candidate comes");
    List<Fact> held = candidate.knowing(live.facts());
    RuleBase runs = candidate.during(held);
    JournalBatch turn = next(JournalBatch.Kind.SHADOW, runs, List.of());
    log.turn(turn, runs, reason);
    sequence = turn.last();
    JournalBatch start =
        new JournalBatch(
            number, turn.first(), turn.last(), at, JournalBatch.Kind.SHADOW, runs.hash(), held);
    Shadow.Runs parts = new Shadow.Runs(candidate, runs, new GuardedSession(runs, limit));
    shadow = Shadow.candidate(parts, start, derived());
    former = false;
  }

  /** Ends the session in shadow, if there is one. */
  void dismiss(String reason) throws InterruptedException {
    Shadow ending = shadow;
    if (ending != null) {
      shadow = null;
      ended = reason;
      ending.close();
      JournalBatch turn = next(JournalBatch.Kind.DISMISS, ending.base(), List.of());
      log.turn(turn, ending.base(), reason);
      sequence = turn.last();
    }
  }

  /** Why the last session in shadow ended; the empty string before the first. */
  String ended() {
    return ended;
  }

  /** The session in shadow. */
  Optional<Shadow> inShadow() {
    return Optional.ofNullable(shadow);
  }

  /** Whether the session in shadow is the one that was active before, and not a candidate. */
  boolean former() {
    return former && shadow != null;
  }

  /**
   * Lets the session in shadow take over; the one that was active goes into shadow.
   *
   * @param news what becomes of which pack
   * @param healthy whether the active session may be kept
   * @throws BatchFailed when the shadow cannot take over; it has ended, and the active one goes on
   */
  void activate(List<? extends State> news, boolean healthy)
      throws BatchFailed, InterruptedException {
    Shadow next = java.util.Objects.requireNonNull(shadow);
    shadow = null;
    List<State> all = new ArrayList<>(news);
    all.addAll(issues(next.base()));
    List<Fact> committed = new ArrayList<>(live.committed());
    committed.addAll(all);
    JournalBatch batch = next(JournalBatch.Kind.ACTIVATE, next.base(), committed);
    BatchResult result;
    GuardedSession promoted;
    try {
      promoted = next.handOver();
      result = promoted.takeOver(batch.last(), batch.at(), committed);
    } catch (BatchFailed e) {
      shadow = next;
      dismiss("it cannot take over: " + e.getMessage());
      throw e;
    }
    Shadow.Runs old = new Shadow.Runs(packs, base, session);
    packs = next.packs();
    base = next.base();
    session = promoted;
    committed(batch, all, result);
    if (healthy) {
      shadow = Shadow.former(old, live.committed());
      former = true;
    } else {
      old.session().close();
    }
  }

  /** What changes in the known issues that are live when other packs become active. */
  private List<State> issues(RuleBase packs) {
    Set<State> known = new LinkedHashSet<>(packs.issues());
    Set<String> names = packs.issues().stream().map(State::key).collect(Collectors.toSet());
    List<State> changes = new ArrayList<>();
    for (State state : live.states()) {
      if (state instanceof KnownIssue && !known.remove(state) && !names.contains(state.key())) {
        changes.add(new Withdrawal(state.component(), state.key()));
      }
    }
    changes.addAll(known);
    return changes;
  }

  /**
   * Lets the packs before a promotion take over again, because a new one is at fault.
   *
   * @param culprit what is at fault, which is journaled with it
   * @throws BatchFailed when they cannot
   */
  void goBack(State culprit) throws BatchFailed, InterruptedException {
    activate(List.of(culprit), false);
  }

  /** Whether the session's second has passed with nothing in it. */
  boolean dueForTick(long millis) {
    return time.getAsLong() / millis > at / millis;
  }

  /** The time of the last batch. */
  long at() {
    return at;
  }

  /** The states that hold; any thread may ask. */
  List<State> states() {
    return live.states();
  }

  /** The states, and the events that have not expired; any thread may ask. */
  List<Fact> held() {
    return live.facts();
  }

  /** The derived facts that the active session holds. */
  List<Derived> derived() {
    return session.session().facts(Derived.class);
  }

  /** All packs that the active session was given. */
  RuleBase packs() {
    return packs;
  }

  /** The sequence number of the last entry that was committed. */
  long sequence() {
    return sequence;
  }

  @Override
  public void close() throws InterruptedException {
    Shadow ending = shadow;
    if (ending != null) {
      ending.close();
    }
    session.close();
    checkpoints.close();
  }
}
