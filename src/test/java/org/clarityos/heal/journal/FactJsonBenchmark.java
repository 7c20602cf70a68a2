package org.clarityos.heal.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long a fact takes to become JSON and to come back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FactJsonBenchmark {
  private static final int BATCH = 400;
  private static final long AT = 1_700_000_000_000L;

  private final Fact sample = sample(1);
  private final Fact decision =
      new Decision(
          "acme/site-1/host-1/service:web",
          "3f6c0a1b2d4e5f60",
          1,
          Decision.Verdict.ACT,
          "process-restart",
          new BigDecimal("0.95"),
          "The plan is sure and safe enough, and no guard refuses it.",
          AT);
  private final List<Fact> batch = IntStream.range(0, BATCH).mapToObj(this::sample).toList();
  private final byte[] written = written();

  private Fact sample(int number) {
    return new Sample(
        "acme/site-1/host-" + number + "/service:web",
        "process.rss",
        268435456.0 + number,
        AT + number,
        "bench");
  }

  private byte[] written() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      FactJson.writeAll(out, batch);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return out.toByteArray();
  }

  /** The canonical text of an observation. */
  @Benchmark
  public String textOfSample() {
    return FactJson.text(sample);
  }

  /** The canonical text of a decision. */
  @Benchmark
  public String textOfDecision() {
    return FactJson.text(decision);
  }

  /** An observation as a batch of the journal has it, before it is compressed. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public byte[] writtenInBatch() {
    return written();
  }

  /** The same, read back. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Fact> readFromBatch() throws IOException {
    return FactJson.readAll(new ByteArrayInputStream(written));
  }
}
