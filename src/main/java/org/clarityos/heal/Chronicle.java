package org.clarityos.heal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.ServiceChain;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.HostClock;

/**
 * The record of the service itself: when it ran, with what, and what people asked of it. A thread of its own writes it: an
 * interrupt in the middle of a write would close the database file for everybody.
 */
public final class Chronicle {
  private static final System.Logger LOG = System.getLogger("clarity.audit");

  private final ServiceChain chain;
  private final Settings settings;
  private final Clock host;
  private final Clock time;
  private final Supplier<Runs> runs;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread daemon = new Thread(work, "chronicle");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * What a service runs.
   *
   * @param packs the hash of its rule packs
   * @param playbooks the version of each of its playbooks, by id
   */
  public record Runs(String packs, Map<String, String> playbooks) {
    /** Keeps its own copy. */
    public Runs {
      playbooks = Map.copyOf(playbooks);
    }
  }

  /**
   * The record of a service.
   *
   * @param host the host's clock
   * @param time the service's time
   * @param runs what it runs now
   */
  Chronicle(AuditLog log, Settings settings, Clock host, Clock time, Supplier<Runs> runs) {
    this.chain = new ServiceChain(log, time::millis);
    this.settings = settings;
    this.host = host;
    this.time = time;
    this.runs = runs;
  }

  /**
   * The service starts.
   *
   * @param committed when the last batch was committed, in milliseconds since the epoch; 0 for none
   */
  void started(long committed) throws IOException {
    HostClock clock = new HostClock(Path.of("/"));
    tell(
        new ServiceEvent.Started(
            settings.program(),
            configuration(),
            runs.get().packs(),
            HostClock.uid(),
            new ServiceEvent.ClockState(
                clock.source(), clock.synchronised(), Math.max(0, time.millis() - host.millis()))));
    if (committed > 0) {
      tell(
          new ServiceEvent.Gap(
              "service", committed, time.millis(), "the service did not run in between"));
    }
  }

  /** The service has stopped. */
  void stopped() {
    try {
      tell(new ServiceEvent.Stopped(settings.program()));
    } catch (RuntimeException e) {
      // It stops all the same, and the next start has no stop before it.
      LOG.log(System.Logger.Level.ERROR, "that it stopped is not recorded: " + e.getMessage());
    }
    writer.shutdown();
  }

  /** Packs and playbooks were loaded again. */
  void reloaded() throws IOException {
    tell(new ServiceEvent.Reloaded(configuration(), runs.get().packs()));
  }

  /** What else has become of the service; returns when it is committed, or when this thread is to stop. */
  public void tell(ServiceEvent event) {
    try {
      writer.submit(() -> chain.tell(event)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an audit record was not written: " + e.getMessage(), e);
    }
  }

  /** The hash of all that an operator says. */
  private String configuration() throws IOException {
    String inventory =
        settings.inventory().isPresent() ? Files.readString(settings.inventory().get()) : "";
    String all = settings + "\n" + inventory + "\n" + new TreeMap<>(runs.get().playbooks()) + "\n";
    return Ids.sha256(all.getBytes(StandardCharsets.UTF_8));
  }
}
