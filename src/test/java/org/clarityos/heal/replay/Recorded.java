package org.clarityos.heal.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;

/** A recording that a test writes batch by batch; it ticks each second by itself. */
public final class Recorded implements AutoCloseable {
  public static final long START = 1_700_000_000_000L;
  private final BufferedWriter lines;
  private long sequence;
  private long at;

  public Recorded(Path file, long seconds) throws IOException {
    lines =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
    Instant from = Instant.ofEpochMilli(START);
    lines.write(
        new Header(
                "test",
                "acme/fra1",
                Map.of(),
                from,
                from.plusSeconds(seconds),
                Redaction.Level.SECRETS)
            .line());
    lines.newLine();
  }

  /** The first batch, with what holds at the start. */
  public Recorded start(List<? extends Fact> facts) throws IOException {
    batch(JournalBatch.Kind.REBUILD, START, facts);
    return this;
  }

  /** A batch at a time after the start, after the ticks before it. */
  public Recorded at(long millis, Fact... facts) throws IOException {
    return at(millis, List.of(facts));
  }

  public Recorded at(long millis, List<? extends Fact> facts) throws IOException {
    for (long tick = at - at % 1000 + 1000; tick < START + millis; tick += 1000) {
      batch(JournalBatch.Kind.INPUT, tick, List.of());
    }
    batch(JournalBatch.Kind.INPUT, START + millis, facts);
    return this;
  }

  /** A batch as a restart of the service makes one. */
  public Recorded restart(long millis, List<? extends Fact> facts) throws IOException {
    batch(JournalBatch.Kind.REBUILD, START + millis, facts);
    return this;
  }

  private void batch(JournalBatch.Kind kind, long time, List<? extends Fact> facts)
      throws IOException {
    sequence += Math.max(1, facts.size());
    at = time;
    ObjectNode line = Recording.line(kind, sequence, time);
    ArrayNode all = line.putArray("facts");
    facts.forEach(fact -> all.add(FactJson.write(fact)));
    lines.write(line.toString());
    lines.newLine();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
