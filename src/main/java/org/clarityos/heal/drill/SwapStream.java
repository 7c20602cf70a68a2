package org.clarityos.heal.drill;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.EndpointState;

/**
 * A steady stream of observations: the answers of one probe after another, of which one in twenty is slow, and soon
 * after it another of the same component is not.
 */
final class SwapStream {
  private static final int ONE_IN = 20;

  /** After so many others a slow one is well again: not in the same batch, in which it would be replaced unseen. */
  private static final int LATER = 501;

  private static final int TURNS_A_SECOND = 100;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Shard shard;
  private final int components;
  private final int rate;
  private final Thread thread = new Thread(this::send, "stream");
  private final long began = System.nanoTime();
  private volatile boolean ending;
  private long sent;
  private long firing;
  private double seconds;

  SwapStream(Shard shard, int components, int rate) {
    this.shard = shard;
    this.components = components;
    this.rate = rate;
    thread.start();
  }

  static String component(int number) {
    return "acme/fra1/host-" + number + "/service:web";
  }

  static EndpointState observation(int number, EndpointState.Status status, long since) {
    return new EndpointState(component(number), "bench", status, since, "bench");
  }

  private void send() {
    try {
      CompletableFuture<Long> last = new CompletableFuture<>();
      for (long turn = 1; !ending; turn++) {
        for (int number = 0; number < rate / TURNS_A_SECOND; number++) {
          last = next();
        }
        LockSupport.parkNanos(began + turn * NANOS / TURNS_A_SECOND - System.nanoTime());
      }
      last.join();
      seconds = (System.nanoTime() - began) / (double) NANOS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each observation differs from all others of its component by its time. */
  private CompletableFuture<Long> next() throws InterruptedException {
    boolean slow = sent % ONE_IN == 0;
    boolean again = sent % ONE_IN == 1 && sent > LATER;
    int number = (int) ((again ? sent - LATER : sent) % components);
    sent++;
    firing += slow ? 1 : 0;
    EndpointState.Status status = slow ? EndpointState.Status.SLOW : EndpointState.Status.UP;
    return shard.put(observation(number, status, System.currentTimeMillis()));
  }

  /** Ends the stream; answers how many observations were sent and committed. */
  long end() throws InterruptedException {
    ending = true;
    thread.join();
    return sent;
  }

  /** How many of them a rule was to fire for. */
  long firing() {
    return firing;
  }

  /** How many were sent a second. */
  double rate() {
    return sent / seconds;
  }
}
