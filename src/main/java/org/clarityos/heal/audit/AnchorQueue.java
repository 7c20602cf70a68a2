package org.clarityos.heal.audit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The checkpoints that wait to be anchored, tried again with growing pauses while their place does not take them. When
 * too many wait the oldest are lost, and counted: the newest says of all before it that they were there.
 */
public final class AnchorQueue {
  private static final long LEAST_PAUSE = 1_000;
  private static final long MOST_PAUSE = 300_000;

  /** So many are handed over at once. */
  private static final int PAGE = 500;

  private final AnchorPlace place;
  private final LongSupplier millis;
  private final int most;
  private final Deque<Checkpoint> waiting = new ArrayDeque<>();
  private long pause = LEAST_PAUSE;
  private long next = Long.MIN_VALUE;
  private String fault = "";
  private volatile State state = new State(0, 0);

  /**
   * How a queue does.
   *
   * @param waiting how many checkpoints wait
   * @param lost how many were never anchored, because too many waited
   */
  public record State(int waiting, long lost) {}

  /** A queue of so many at most, for a place. */
  public AnchorQueue(AnchorPlace place, LongSupplier millis, int most) {
    this.place = place;
    this.millis = millis;
    this.most = most;
  }

  /**
   * Takes what was made, and hands over what waits, unless it is too early to try again.
   *
   * @throws IOException while something waits that the place did not take
   */
  public synchronized void take(List<Checkpoint> made) throws IOException, InterruptedException {
    waiting.addAll(made);
    long lost = state.lost();
    for (; waiting.size() > most; lost++) {
      waiting.removeFirst();
    }
    state = new State(waiting.size(), lost);
    while (!waiting.isEmpty()) {
      if (millis.getAsLong() < next) {
        throw new IOException(fault);
      }
      send();
    }
  }

  private void send() throws IOException, InterruptedException {
    List<Checkpoint> page = new ArrayList<>(waiting).subList(0, Math.min(PAGE, waiting.size()));
    try {
      place.append(page);
    } catch (IOException e) {
      next = millis.getAsLong() + pause;
      pause = Math.min(2 * pause, MOST_PAUSE);
      fault = String.valueOf(e.getMessage());
      throw e;
    }
    pause = LEAST_PAUSE;
    page.forEach(sent -> waiting.removeFirst());
    state = new State(waiting.size(), state.lost());
  }

  /** How it does; any thread may ask. */
  public State state() {
    return state;
  }
}
