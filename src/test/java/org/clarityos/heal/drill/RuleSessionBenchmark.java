package org.clarityos.heal.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Fact;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a session over all packs takes to take an observation in and to run its phases: one alone, and as one of a
 * batch. Its time goes with its observations, 2,000 a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-Ddrools.lang.level=DRL10"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RuleSessionBenchmark {
  private static final int COMPONENTS = 1000;
  private static final int BATCH = 400;
  private static final int A_SECOND = 2000;

  private final long began = System.currentTimeMillis();
  private PipelineStream stream;
  private RuleSession session;
  private long sequence;

  /** A session that knows its components. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    Path folder = Files.createTempDirectory("clarity-bench-");
    RuleBase base = new SwapPacks(Path.of("rules"), folder).next();
    stream = new PipelineStream(COMPONENTS, this::time);
    session = new RuleSession(base);
    run(stream.inventory(base));
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }

  private long time() {
    return began + sequence * TimeUnit.SECONDS.toMillis(1) / A_SECOND;
  }

  private BatchResult run(List<Fact> batch) {
    sequence += batch.size();
    BatchResult result = session.run(sequence, time(), batch);
    stream.take(result);
    return result;
  }

  /** An observation in a batch of its own. */
  @Benchmark
  public BatchResult alone() {
    return run(List.of(stream.next()));
  }

  /** An observation as one of a batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public BatchResult inBatch() {
    List<Fact> batch = new ArrayList<>(BATCH);
    for (int number = 0; number < BATCH; number++) {
      batch.add(stream.next());
    }
    return run(batch);
  }
}
