package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.audit.AuditKey;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Retention;
import org.clarityos.heal.audit.Sealer;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.journal.JournalTrim;
import org.clarityos.heal.rulepack.PackInvalid;

/**
 * The measurement of what one shard keeps while it takes many millions of observations, in memory and in its database. Its time
 * goes with its observations, so that facts expire, and what is older than half an hour is removed from its database, as
 * the service removes what is older than its terms. The session is never built anew.
 */
public final class MemoryBench {
  /** A short queue: what waits in it is no more than half a second old. */
  private static final int QUEUE = 400;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SECOND = 1000;
  private static final long KEEP = Duration.ofMinutes(30).toMillis();
  private static final long SWEEP = Duration.ofMinutes(10).toMillis();
  private static final long SEAL = Duration.ofSeconds(10).toMillis();
  private static final double MEGABYTE = 1 << 20;
  private static final double PERCENT = 100;

  /** More than what one collection differs from the next by. */
  private static final double FLAT = 0.05;

  private static final int THIRDS = 3;

  private final Path home;
  private final Load load;
  private final PrintWriter out;
  private final AtomicLong sent = new AtomicLong();
  private final long began = System.currentTimeMillis() / SECOND * SECOND;
  private final List<Long> heaps = new ArrayList<>();

  /**
   * How much there is to do.
   *
   * @param components how many components are watched
   * @param observations how many observations there are
   * @param every after how many of them it is measured, at least three times
   * @param rate observations a second of the session's time
   * @param database {@code h2}, in a file, or {@code postgresql}, a disposable one
   */
  public record Load(int components, long observations, long every, int rate, String database) {
    /** Refuses what leaves nothing to compare. */
    public Load {
      if (every < 1 || observations / every < THIRDS) {
        throw new IllegalArgumentException(
            "%,d observations measured every %,d are %,d measurements; there have to be %d at least"
                .formatted(observations, every, every < 1 ? 0 : observations / every, THIRDS));
      }
    }
  }

  /** What a service does beside its shard; the shard's own time says when. */
  private static final class Upkeep {
    private final Sealer sealer;
    private final Retention audit;
    private final JournalTrim journal;
    private long sealed;
    private long swept;

    Upkeep(Sealer sealer, Retention audit, JournalTrim journal, long now) {
      this.sealer = sealer;
      this.audit = audit;
      this.journal = journal;
      this.sealed = now;
      this.swept = now;
    }

    void look(long now) throws IOException {
      if (now - sealed >= SEAL) {
        sealed = now;
        sealer.seal();
      }
      if (now - swept >= SWEEP) {
        swept = now;
        audit.sweep(now - KEEP);
        journal.trim(0, now - KEEP, now - KEEP);
      }
    }
  }

  /** A measurement with the packs of a home. */
  public MemoryBench(Path home, Load load, PrintWriter out) {
    this.home = home;
    this.load = load;
    this.out = out;
  }

  /**
   * Measures and tells.
   *
   * @return 0 when the heap of the last third of the measurements is not larger than that of the third before
   */
  public int run() throws IOException, PackInvalid, InterruptedException {
    Path folder = Files.createTempDirectory("clarity-bench-");
    RuleBase base = new SwapPacks(home.resolve("rules"), folder).next();
    out.printf(
        "%d rules, %d components, %s%n", base.rules().size(), load.components(), load.database());
    try (DrillDatabase server = DrillDatabase.open(load.database());
        BenchDatabase database = BenchDatabase.open(server.url())) {
      AuditLog audit = new AuditLog(database.jdbi());
      AuditKey key = AuditKey.in(folder);
      Sealer.Often often = new Sealer.Often(Duration.ofMinutes(1), 10_000);
      Upkeep upkeep =
          new Upkeep(
              new Sealer(audit, key, this::time, often),
              new Retention(audit, key, this::time),
              new JournalTrim(database.jdbi()),
              time());
      PipelineStream stream = new PipelineStream(load.components(), this::time);
      try (Shard shard =
          new Shard(
              0,
              base,
              new Shard.Stores(new JournalStore(database.jdbi()), audit),
              this::time,
              new Shard.Bounds(QUEUE, LIMIT),
              released -> stream.take(released.result()))) {
        shard.start();
        for (Fact fact : stream.inventory(base)) {
          shard.put(fact);
        }
        stream(shard, stream, upkeep, database);
      }
    }
    return verdict();
  }

  private long time() {
    return began + sent.get() * SECOND / load.rate();
  }

  private void stream(Shard shard, PipelineStream stream, Upkeep upkeep, BenchDatabase database)
      throws IOException, InterruptedException {
    while (sent.get() < load.observations()) {
      var committed = shard.put(stream.next());
      boolean measured = sent.incrementAndGet() % load.every() == 0;
      upkeep.look(time());
      if (measured) {
        committed.join();
        measure(shard, stream, database);
      }
    }
  }

  private void measure(Shard shard, PipelineStream stream, BenchDatabase database)
      throws IOException {
    List<Fact> held = shard.held();
    long events = held.stream().filter(Event.class::isInstance).count();
    Memory memory = Memory.now();
    heaps.add(memory.heap());
    out.printf(
        "%s, %d minutes: %s; %,d states, %,d events, %,d derived; %,d batches, %,d audit blocks, %.1f MB on disk%n",
        stream.told(),
        (time() - began) / SECOND / 60,
        memory,
        held.size() - events,
        events,
        shard.derived().size(),
        database.rows("journal_batch"),
        database.rows("audit_block"),
        database.bytes() / MEGABYTE);
    out.flush();
  }

  private int verdict() {
    int third = heaps.size() / THIRDS;
    long before = middle(heaps.subList(third, heaps.size() - third));
    long last = middle(heaps.subList(heaps.size() - third, heaps.size()));
    double grown = (double) last / before - 1;
    out.printf(
        "the heap of the last third of the measurements is %+.1f %% of that of the third before%n",
        PERCENT * grown);
    out.flush();
    return grown <= FLAT ? 0 : 1;
  }

  private static long middle(List<Long> heaps) {
    return heaps.stream().sorted().skip(heaps.size() / 2).findFirst().orElseThrow();
  }
}
