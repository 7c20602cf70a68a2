package org.clarityos.heal.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.inventory.Inventory;

/** The watch of a host: runs all monitors at once, none able to stop or delay another. */
public final class Watcher implements Watch, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.monitor");
  private static final long LEAST_PATIENCE_MILLIS = 5000;
  private static final long STREAM_REST_MILLIS = 1000;
  private final Inventory inventory;
  private final Clock clock;
  private final Consumer<Fact> sink;
  private final ScheduledExecutorService timer;
  private final ExecutorService looks;
  private final Said said = new Said();
  private final Map<String, String> unavailable = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  /** A watch over an inventory that says what it sees to a sink, which may block. */
  public Watcher(Inventory inventory, Clock clock, Consumer<Fact> sink) {
    this.inventory = inventory;
    this.clock = clock;
    this.sink = sink;
    this.timer = Executors.newScheduledThreadPool(1, Watcher::daemon);
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
      } catch (CannotWatch | RuntimeException | LinkageError e) {
        // A fault of one monitor, or a library that cannot be loaded here, stops no other either.
        String name = monitor.getClass().getSimpleName();
        String why = e instanceof CannotWatch ? String.valueOf(e.getMessage()) : e.toString();
        unavailable.put(name, why);
        source(name, SourceState.Status.UNABLE);
        LOG.log(System.Logger.Level.INFO, name + " cannot run here: " + why);
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
    said.say(observation, sink);
  }

  @Override
  public boolean well(String component) {
    return said.well(component);
  }

  @Override
  public void every(Duration interval, String name, Look look) {
    long patience = Math.max(LEAST_PATIENCE_MILLIS, 3 * interval.toMillis());
    Turn turn = new Turn(monotonic());
    Runnable once =
        () -> {
          if (turn.fellSilent(monotonic(), patience)) {
            execute(() -> source(name, SourceState.Status.SILENT));
          }
          if (turn.begin()) {
            execute(() -> take(turn, name, look));
          }
        };
    var unused = timer.scheduleAtFixedRate(once, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static long monotonic() {
    return System.nanoTime() / 1_000_000;
  }

  private void execute(Runnable work) {
    try {
      looks.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the watch has ended");
    }
  }

  private void take(Turn turn, String name, Look look) {
    try {
      if (guarded(name, look) && turn.good(monotonic())) {
        source(name, SourceState.Status.ALIVE);
      }
    } finally {
      turn.end();
    }
  }

  @Override
  public void stream(String name, Look look) {
    execute(
        () -> {
          if (guarded(name, look)) {
            return;
          }
          source(name, SourceState.Status.SILENT);
          if (!timer.isShutdown() && !Thread.currentThread().isInterrupted()) {
            var unused =
                timer.schedule(() -> stream(name, look), STREAM_REST_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
  }

  /** Looks; whether that went well. */
  private boolean guarded(String name, Look look) {
    try {
      look.look();
      failures.remove(name);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (Exception e) {
      // One monitor's trouble is said in health and stops nothing.
      failures.put(name, String.valueOf(e));
      return false;
    }
  }

  /** Says whether a source sees: of the component that its name holds, else of the host. */
  private void source(String name, SourceState.Status status) {
    String component =
        inventory.components().stream()
            .map(inventory::id)
            .filter(id -> (name + " ").contains(" " + id + " "))
            .findFirst()
            .orElseGet(() -> inventory.resolve("host:" + inventory.host()));
    observe(new SourceState(component, name, status, clock.millis()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    looks.shutdownNow();
  }
}
