package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.diagnose.Turn;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.PackInvalid;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;

/**
 * The measurement of packs that are swapped under load: a shard on a database of its own takes a steady stream of
 * observations, and one changed pack after another runs in shadow and takes over.
 */
public final class SwapBench {
  private static final int KINDS = 5;
  private static final double NANOS = 1e9;
  private static final int QUEUE = 10_000;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Path home;
  private final Load load;
  private final PrintWriter out;

  /**
   * How much there is to do.
   *
   * @param rate observations a second
   * @param facts live facts
   * @param swaps how often packs are swapped
   * @param every how long there is between two swaps
   */
  public record Load(int rate, int facts, int swaps, Duration every) {}

  /** A measurement with the packs of a home. */
  public SwapBench(Path home, Load load, PrintWriter out) {
    this.home = home;
    this.load = load;
    this.out = out;
  }

  /**
   * Measures.
   *
   * @return 0 when nothing was lost and nothing fired twice
   */
  public int run() throws IOException, PackInvalid, InterruptedException {
    Path folder = Files.createTempDirectory("clarity-bench-");
    JdbcConnectionPool pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + folder.resolve("clarity")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0",
            "clarity",
            "clarity");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    SwapPacks packs = new SwapPacks(home.resolve("rules"), folder);
    SwapSeen seen = new SwapSeen();
    Jdbi jdbi = Jdbi.create(pool);
    RuleBase base = packs.next();
    try (Shard shard =
        new Shard(
            0,
            base,
            new Shard.Stores(new JournalStore(jdbi), new AuditLog(jdbi)),
            System::currentTimeMillis,
            new Shard.Bounds(QUEUE, LIMIT),
            seen::take)) {
      shard.start();
      CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
      long began = System.nanoTime();
      for (Fact fact : inventory(load.facts() / KINDS)) {
        last = shard.put(fact);
      }
      last.get();
      out.printf(
          "%d rules, %d live facts, taken in %.1f s%n",
          base.rules().size(), load.facts(), (System.nanoTime() - began) / NANOS);
      out.flush();
      SwapStream stream = new SwapStream(shard, load.facts() / KINDS, load.rate());
      Pauses pauses = swaps(shard, packs, seen);
      long sent = stream.end();
      return report(seen, sent, stream, pauses);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pack could not take over", e.getCause());
    } finally {
      pool.dispose();
    }
  }

  /** The longest times without a commit, in milliseconds: during each swap, and before each, when packs are compiled. */
  private record Pauses(List<Double> swapping, List<Double> between) {}

  private Pauses swaps(Shard shard, SwapPacks packs, SwapSeen seen)
      throws IOException, PackInvalid, InterruptedException, ExecutionException {
    Pauses pauses = new Pauses(new ArrayList<>(), new ArrayList<>());
    for (int swap = 1; swap <= load.swaps(); swap++) {
      seen.longestGap();
      Await.pause(load.every());
      RuleBase next = packs.next();
      pauses.between().add(seen.longestGap());
      shard.turn(new Turn.Start(next, "swap " + swap)).get();
      shard.turn(new Turn.TakeOver(List.of())).get();
      pauses.swapping().add(seen.longestGap());
      if (swap % Math.max(1, load.swaps() / KINDS) == 0) {
        out.printf("after %d swaps: %s%n", swap, Memory.now());
        out.flush();
      }
    }
    return pauses;
  }

  private int report(SwapSeen seen, long sent, SwapStream stream, Pauses pauses) {
    out.printf(
        "%d observations at %.0f a second, %d of them to fire: %d fired never, %d more than once%n",
        sent, stream.rate(), stream.firing(), stream.firing() - seen.distinct(), seen.twice());
    tell("during a swap", pauses.swapping());
    tell("between two", pauses.between());
    return stream.firing() == seen.distinct() && seen.twice() == 0 ? 0 : 1;
  }

  private void tell(String when, List<Double> longest) {
    Collections.sort(longest);
    out.printf(
        "longest time without a commit %s: median %.0f ms, p99 %.0f ms, longest %.0f ms%n",
        when, at(longest, 0.5), at(longest, 0.99), at(longest, 1));
    out.flush();
  }

  private static double at(List<Double> sorted, double part) {
    return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
  }

  private static List<Fact> inventory(int components) {
    List<Fact> facts = new ArrayList<>();
    for (int number = 0; number < components; number++) {
      String id = SwapStream.component(number);
      facts.add(
          new ComponentInfo(
              id,
              "acme/fra1",
              "service",
              "generic",
              Severity.LOW,
              true,
              "clarity",
              false,
              true,
              false));
      facts.add(new ProcessState(id, ProcessState.Status.RUNNING, 1, "bench"));
      facts.add(new EndpointState(id, "user", EndpointState.Status.UP, 1, "bench"));
      facts.add(new SourceState(id, "bench", SourceState.Status.ALIVE, 1));
      facts.add(SwapStream.observation(number, EndpointState.Status.UP, 1));
    }
    return facts;
  }
}
