package org.clarityos.heal.notify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The signs of life of a service: they come while its pipeline takes in, commits and sees, and stay away while it does not.
 * Whoever listens raises the alarm when they stay away; the service itself may be too ill for that.
 */
public final class Heartbeat implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.heartbeat");
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final JsonMapper JSON = new JsonMapper();

  private final Terms terms;
  private final Supplier<Optional<String>> ill;
  private final Supplier<Sign> sign;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "heartbeat");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile String missed = "";

  /**
   * A sign of life.
   *
   * @param service which service lives
   * @param program its version
   * @param at when, in milliseconds since the epoch
   * @param sequence the last entry of its journal that is committed
   */
  public record Sign(String service, String program, long at, long sequence) {}

  /**
   * To whom signs are given, and how often.
   *
   * @param listener who listens
   * @param every how often, a second at least
   */
  public record Terms(Listener listener, Duration every) {
    /** Refuses what would be a flood. */
    public Terms {
      if (every.compareTo(LEAST) < 0) {
        throw new IllegalArgumentException(
            "clarity.heartbeat.every is %s; it has to be %s at least".formatted(every, LEAST));
      }
    }
  }

  /**
   * A heartbeat; it beats when it is started.
   *
   * @param ill why the service is not to be relied on now; empty when it is
   * @param sign what to say
   */
  public Heartbeat(Terms terms, Supplier<Optional<String>> ill, Supplier<Sign> sign) {
    this.terms = terms;
    this.ill = ill;
    this.sign = sign;
  }

  /** Beats from now on. */
  public void start() {
    long millis = terms.every().toMillis();
    var unused = timer.scheduleAtFixedRate(this::beat, 0, millis, TimeUnit.MILLISECONDS);
  }

  /** Gives a sign of life, or says in the log why there is none. */
  void beat() {
    try {
      Optional<String> fault = ill.get();
      if (fault.isEmpty()) {
        terms.listener().hear(JSON.writeValueAsString(sign.get()));
      }
      note(fault.orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      note(String.valueOf(e.getMessage()));
    }
  }

  private void note(String why) {
    if (!why.isEmpty() && !why.equals(missed)) {
      LOG.log(System.Logger.Level.WARNING, "no heartbeat: " + why);
    }
    missed = why;
  }

  /** Why the last sign was not given, or not heard; empty when it was. */
  public Optional<String> missed() {
    return Optional.of(missed).filter(why -> !why.isEmpty());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
