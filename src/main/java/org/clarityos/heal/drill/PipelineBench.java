package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditTrail;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.RuleState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.PackInvalid;
import org.jdbi.v3.core.Jdbi;

/**
 * The measurement of one shard from observation to released decision: the rule engine alone, then with the journal,
 * then with the audit log, each in turn and again, all in one process.
 */
public final class PipelineBench {
  private static final int QUEUE = 2000;
  private static final int BATCH = 400;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final double NANOS = 1e9;
  private static final double MICRO = 1e3;
  private static final double PERCENT = 100;

  /** How many seconds decisions are timed. */
  private static final int LASTING = 30;

  /** In so many parts a second's observations are sent. */
  private static final int TURNS = 100;

  private final Path home;
  private final Load load;
  private final PrintWriter out;

  /**
   * How much there is to do.
   *
   * @param rules how many rules there are at least; the shipped ones are filled up with made ones
   * @param components how many components are watched
   * @param observations how many observations one measurement takes
   * @param rounds how often each is measured
   * @param rate observations a second at which decisions are timed
   * @param database {@code h2}, in a file, or {@code postgresql}, a disposable one
   */
  public record Load(
      int rules, int components, int observations, int rounds, int rate, String database) {}

  /** What takes the observations. */
  private enum Part {
    ENGINE,
    JOURNAL,
    AUDIT
  }

  /** A measurement with the packs of a home. */
  public PipelineBench(Path home, Load load, PrintWriter out) {
    this.home = home;
    this.load = load;
    this.out = out;
  }

  /** Measures and tells. */
  public void run() throws IOException, PackInvalid, InterruptedException {
    Path folder = Files.createTempDirectory("clarity-bench-");
    RuleBase base = new SwapPacks(home.resolve("rules"), folder).filled(load.rules());
    out.printf(
        "%d rules, %d components, %s%n", base.rules().size(), load.components(), load.database());
    try (DrillDatabase server = DrillDatabase.open(load.database())) {
      measure(base, server.url());
    }
  }

  private void measure(RuleBase base, String database) throws IOException, InterruptedException {
    Map<Part, List<Double>> rates = new EnumMap<>(Part.class);
    Map<Part, List<Double>> costs = new EnumMap<>(Part.class);
    for (int round = 0; round <= load.rounds(); round++) {
      for (Part part : Part.values()) {
        PipelineStream stream = new PipelineStream(load.components(), System::currentTimeMillis);
        long spent = cpu();
        double rate =
            part == Part.ENGINE ? engine(base, stream) : shard(base, part, stream, database, 0);
        double cost = (cpu() - spent) / MICRO / load.observations();
        // The first round warms up.
        if (round > 0) {
          rates.computeIfAbsent(part, p -> new ArrayList<>()).add(rate);
          costs.computeIfAbsent(part, p -> new ArrayList<>()).add(cost);
          out.printf(
              "%-8s %,7.0f observations/s, %4.1f µs of CPU each; %s%n",
              part, rate, cost, stream.told());
          out.flush();
        }
      }
    }
    tell("observations/s", rates, 1 - middle(rates, Part.AUDIT) / middle(rates, Part.JOURNAL));
    tell("µs of CPU each", costs, 1 - middle(costs, Part.JOURNAL) / middle(costs, Part.AUDIT));
    PipelineStream stream = new PipelineStream(load.components(), System::currentTimeMillis);
    double rate = shard(base, Part.AUDIT, stream, database, load.rate());
    out.printf("at %,.0f observations/s: %s; %s%n", rate, stream.told(), stream.latencies());
    out.printf("in use after a collection: %s%n", Memory.now());
    out.flush();
  }

  private void tell(String unit, Map<Part, List<Double>> of, double share) {
    out.printf(
        "medians in %s: engine alone %,.1f, with the journal %,.1f, with the audit log %,.1f; the audit log takes %.0f %%%n",
        unit,
        middle(of, Part.ENGINE),
        middle(of, Part.JOURNAL),
        middle(of, Part.AUDIT),
        PERCENT * share);
  }

  /** CPU time of the process since it began, in nanoseconds: garbage collection is part of it. */
  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private double engine(RuleBase base, PipelineStream stream) {
    try (RuleSession session = new RuleSession(base)) {
      long sequence = 0;
      List<Fact> known = stream.inventory(base);
      session.run(sequence += known.size(), System.currentTimeMillis(), known);
      long began = System.nanoTime();
      List<Fact> batch = new ArrayList<>();
      for (long sent = 0; sent < load.observations(); sent++) {
        batch.add(stream.next());
        if (batch.size() == BATCH) {
          sequence += batch.size();
          stream.take(session.run(sequence, System.currentTimeMillis(), batch));
          batch.clear();
        }
      }
      return load.observations() * NANOS / (System.nanoTime() - began);
    }
  }

  private double shard(RuleBase base, Part part, PipelineStream stream, String url, int aSecond)
      throws IOException, InterruptedException {
    try (BenchDatabase database = BenchDatabase.open(url);
        Shard shard =
            new Shard(
                0,
                base,
                new Shard.Stores(new JournalStore(database.jdbi()), trail(part, database.jdbi())),
                System::currentTimeMillis,
                new Shard.Bounds(QUEUE, LIMIT),
                released -> stream.take(released.result()))) {
      shard.start();
      for (Fact fact : stream.inventory(base)) {
        shard.put(fact);
      }
      shard.put(stream.next()).join();
      long began = System.nanoTime();
      int count = aSecond == 0 ? load.observations() : aSecond * LASTING;
      for (int sent = 1; sent < count; sent++) {
        shard.put(stream.next());
        if (aSecond > 0 && sent % (aSecond / TURNS) == 0) {
          long due = began + (long) (sent * NANOS / aSecond);
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      shard.put(stream.next()).join();
      double rate = count * NANOS / (System.nanoTime() - began);
      for (State state : shard.states()) {
        if (state instanceof PackState || state instanceof RuleState) {
          throw new IllegalStateException("not everything was measured: " + state);
        }
      }
      return rate;
    }
  }

  private static AuditTrail trail(Part part, Jdbi jdbi) {
    return part == Part.AUDIT
        ? new AuditLog(jdbi)
        : (chain, work, records) -> jdbi.useTransaction(work::accept);
  }

  private static double middle(Map<Part, List<Double>> rates, Part part) {
    double[] sorted =
        rates.getOrDefault(part, List.of()).stream().mapToDouble(d -> d).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
