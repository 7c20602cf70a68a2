package org.clarityos.heal.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** How long an audit record of the usual size takes to be chained, and to be encoded and compressed with others. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AuditRecordBenchmark {
  private static final int RECORDS = 100;
  private static final long AT = 1_700_000_000_000L;
  private static final String BODY =
      "{\"batch\":%d,\"facts\":[\"{\\\"fact\\\":\\\"EndpointState\\\",\\\"component\\\":"
          + "\\\"acme/site-1/host-%d/service:web\\\",\\\"probe\\\":\\\"bench\\\",\\\"since\\\":%d,"
          + "\\\"source\\\":\\\"bench\\\",\\\"status\\\":\\\"SLOW\\\"}\"],\"pack\":\"bench\",\"rule\":\"bench-slow\"}";

  private final List<AuditRecord.Draft> drafts =
      IntStream.range(0, RECORDS).mapToObj(AuditRecordBenchmark::draft).toList();
  private final List<AuditRecord> records = chained();

  private static AuditRecord.Draft draft(int number) {
    String component = "acme/site-1/host-" + number + "/service:web";
    String body = BODY.formatted(1000 + number, number, AT + number);
    return new AuditRecord.Draft(AT + number, "firing", component, "", body);
  }

  /** A record that follows another in its chain. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public List<AuditRecord> chained() {
    List<AuditRecord> chain = new ArrayList<>(RECORDS);
    String end = AuditRecord.START;
    for (AuditRecord.Draft draft : drafts) {
      AuditRecord record = AuditRecord.of("shard-0", chain.size() + 1, draft, end);
      chain.add(record);
      end = record.hash();
    }
    return chain;
  }

  /** A record as one of a block. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Object inBlock() {
    return Block.of(records);
  }
}
