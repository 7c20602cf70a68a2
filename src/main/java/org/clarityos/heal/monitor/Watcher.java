package org.clarityos.heal.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.journal.FactJson;

/** The watch of a host: runs all monitors at once, none able to stop or delay another. */
public final class Watcher implements Watch, AutoCloseable {
  private static final int TIMERS = 2;
  private final Inventory inventory;
  private final Clock clock;
  private final Consumer<Fact> sink;
  private final ScheduledExecutorService timer;
  private final ExecutorService looks;
  private final Map<String, Object> said = new ConcurrentHashMap<>();
  private final Map<String, State> states = new ConcurrentHashMap<>();
  private final Map<String, String> unavailable = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  /** A watch over an inventory that says what it sees to a sink, which may block. */
  public Watcher(Inventory inventory, Clock clock, Consumer<Fact> sink) {
    this.inventory = inventory;
    this.clock = clock;
    this.sink = sink;
    this.timer = Executors.newScheduledThreadPool(TIMERS, Watcher::daemon);
    this.looks = Executors.newCachedThreadPool(Watcher::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "monitor");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts monitors; one that cannot run is remembered with its reason. */
  public void start(List<? extends Monitor> monitors) {
    for (Monitor monitor : monitors) {
      try {
        monitor.start(this);
      } catch (CannotWatch e) {
        String name = monitor.getClass().getSimpleName();
        unavailable.put(name, String.valueOf(e.getMessage()));
        System.getLogger("clarity.monitor").log(System.Logger.Level.INFO, name + " cannot run here: " + e.getMessage());
      }
    }
  }

  /** Monitors that cannot run here, with the reason. */
  public Map<String, String> unavailable() {
    return new TreeMap<>(unavailable);
  }

  /** Looks whose last try failed, with the reason. */
  public Map<String, String> failures() {
    return new TreeMap<>(failures);
  }

  @Override
  public Inventory inventory() {
    return inventory;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public void observe(Fact observation) {
    if (observation instanceof State state) {
      var content = FactJson.write(state);
      content.remove("since");
      if (content.equals(said.put(state.key(), content))) {
        return;
      }
      states.put(state.key(), state);
    }
    sink.accept(observation);
  }

  @Override
  public boolean well(String component) {
    return states.values().stream()
        .filter(state -> state.component().equals(component))
        .noneMatch(Watcher::ill);
  }

  private static boolean ill(State state) {
    return (state instanceof EndpointState e && e.status() != EndpointState.Status.UP)
        || (state instanceof ProcessState p && p.status() != ProcessState.Status.RUNNING)
        || (state instanceof ConfigState c
            && (c.status() == ConfigState.Status.INVALID
                || c.status() == ConfigState.Status.MISSING))
        || (state instanceof ListenerState l && l.owner() != ListenerState.Owner.OURS)
        || (state instanceof FilesystemState f
            && f.status() != FilesystemState.Status.WRITABLE)
        || (state instanceof CertificateState t
            && t.status() == CertificateState.Status.EXPIRED);
  }

  @Override
  public void every(Duration interval, String name, Look look) {
    AtomicBoolean busy = new AtomicBoolean();
    Runnable once =
        () -> {
          if (busy.compareAndSet(false, true)) {
            looks.execute(() -> guarded(name, look, busy));
          }
        };
    timer.scheduleAtFixedRate(once, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stream(String name, Look look) {
    looks.execute(() -> guarded(name, look, new AtomicBoolean()));
  }

  private void guarded(String name, Look look, AtomicBoolean busy) {
    try {
      look.look();
      failures.remove(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // One monitor's trouble is said in health and stops nothing.
      failures.put(name, String.valueOf(e));
    } finally {
      busy.set(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    looks.shutdownNow();
  }
}
