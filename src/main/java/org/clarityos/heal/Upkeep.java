package org.clarityos.heal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.clarityos.heal.audit.Retention;
import org.clarityos.heal.audit.Tombstone;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.diagnose.Turn;
import org.clarityos.heal.execute.PastPlans;
import org.clarityos.heal.journal.JournalTrim;

/**
 * The upkeep of what a service keeps: the audit log is sealed, and once an hour what is older than its term goes. A thread of
 * its own does it, which is never interrupted: an interrupt in the middle of a write would close the database file.
 */
public final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.upkeep");
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Parts parts;
  private final Terms terms;
  private final LongSupplier millis;
  private final Map<String, String> faults = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "upkeep");
            daemon.setDaemon(true);
            return daemon;
          });
  private long last = Long.MIN_VALUE;

  /** What has to be sealed and kept in bounds. */
  record Parts(Seal seal, Retention audit, JournalTrim journal, PastPlans plans, Shard shard) {}

  private interface Work {
    void run() throws IOException;
  }

  /**
   * How long what is kept.
   *
   * @param audit audit records, plans, their evidence and outcomes
   * @param journal the journal, and the packs that its sessions were built from
   */
  public record Terms(Duration audit, Duration journal) {
    /** Refuses what leaves too little to explain anything. */
    public Terms {
      atLeast("clarity.audit.keep", audit, Duration.ofDays(1));
      atLeast("clarity.journal.keep", journal, Duration.ofHours(2));
    }

    private static void atLeast(String name, Duration said, Duration least) {
      if (said.compareTo(least) < 0) {
        throw new IllegalArgumentException(
            "%s is %s; it has to be %s at least".formatted(name, said, least));
      }
    }
  }

  Upkeep(Parts parts, Terms terms, LongSupplier millis) {
    this.parts = parts;
    this.terms = terms;
    this.millis = millis;
  }

  /** Looks once a second whether there is something to do. */
  void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  /** What failed when it was last tried, by what it is, with the reason. */
  public Map<String, String> faults() {
    return new TreeMap<>(faults);
  }

  /** Does what is due; one thing's fault stops no other. */
  void look() {
    guarded("checkpoints of the audit log", parts.seal()::look);
    if (last == Long.MIN_VALUE || millis.getAsLong() - last >= INTERVAL.toMillis()) {
      last = millis.getAsLong();
      guarded("retention of the audit log", () -> sweep(parts.audit().before(terms.audit())));
      guarded(
          "retention of plans", () -> parts.plans().forget(parts.audit().before(terms.audit())));
      guarded("retention of the journal", () -> trim(last, terms.journal()));
    }
  }

  private void guarded(String name, Work work) {
    try {
      work.run();
      faults.remove(name);
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(faults.put(name, why))) {
        LOG.log(System.Logger.Level.ERROR, name + " failed and is tried again: " + why);
      }
    }
  }

  private void sweep(long before) throws IOException {
    for (Tombstone set : parts.audit().sweep(before)) {
      String text = "audit chain %s: the records up to %d were removed";
      LOG.log(System.Logger.Level.INFO, text.formatted(set.chain(), set.to()));
    }
  }

  private void trim(long now, Duration keep) {
    Retention audit = parts.audit();
    parts.journal().trim(0, audit.before(keep), audit.before(keep.multipliedBy(2)));
    if (parts.journal().rebuilt(0).filter(at -> now - at > keep.toMillis() / 2).isPresent()) {
      // A journal can be cut only where a session begins, if what is left is to be executed again.
      var unused = parts.shard().turn(new Turn.Anew());
    }
  }

  /** Seals what came since the last look; nothing may be written after it. */
  @Override
  public void close() throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(10, TimeUnit.SECONDS);
    guarded("checkpoints of the audit log", parts.seal()::seal);
  }
}
