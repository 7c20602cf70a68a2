package org.clarityos.heal.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalBatch;
import org.jspecify.annotations.Nullable;

/**
 * A part of a journal in a file of its own, read batch by batch: a header and then a line of JSON
 * for each batch, compressed. Its first batch builds a session with all that held at its start.
 */
public final class Recording implements AutoCloseable {
  /** What a recording holds: what entered, and where a session began; not which packs took over. */
  static final List<JournalBatch.Kind> KINDS =
      List.of(JournalBatch.Kind.INPUT, JournalBatch.Kind.REBUILD);

  /** The ending of recordings' files. */
  public static final String ENDING = ".recording.jsonl.gz";

  private final Path file;
  private final BufferedReader lines;
  private final Header header;
  private long line;
  private long last = -1;

  private Recording(Path file, BufferedReader lines) throws IOException, RecordingInvalid {
    this.file = file;
    this.lines = lines;
    this.header = readHeader();
  }

  /**
   * Opens a recording.
   *
   * @throws RecordingInvalid when the file is not there or is no recording
   */
  public static Recording open(Path file) throws RecordingInvalid {
    BufferedReader lines = unzip(file);
    try {
      return new Recording(file, lines);
    } catch (IOException e) {
      close(lines);
      throw new RecordingInvalid(file, 1, damaged(e));
    } catch (RecordingInvalid e) {
      close(lines);
      throw e;
    }
  }

  private static BufferedReader unzip(Path file) throws RecordingInvalid {
    try {
      return new BufferedReader(
          new InputStreamReader(
              new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new RecordingInvalid(file, 0, "there is no such file");
    } catch (ZipException | EOFException e) {
      throw new RecordingInvalid(
          file, 0, "it is not compressed by gzip; clarity record writes files that are");
    } catch (IOException e) {
      throw new RecordingInvalid(file, 0, "it cannot be read: " + e.getMessage());
    }
  }

  private static String damaged(IOException failure) {
    return failure instanceof EOFException || failure instanceof ZipException
        ? "the file ends or is damaged here: " + failure.getMessage()
        : "it cannot be read: " + failure.getMessage();
  }

  /** What it is of. */
  public Header header() {
    return header;
  }

  /**
   * The next batch; empty after the last.
   *
   * @throws RecordingInvalid when the next line is no batch that could follow
   */
  public Optional<JournalBatch> next() throws RecordingInvalid {
    JsonNode node;
    try {
      node = readLine();
    } catch (IOException e) {
      throw invalid(damaged(e));
    }
    return node == null ? Optional.empty() : Optional.of(batch(node));
  }

  /** A batch as a line. */
  static ObjectNode line(JournalBatch.Kind kind, long sequence, long at) {
    return FactJson.mapper()
        .createObjectNode()
        .put("kind", kind.name())
        .put("seq", sequence)
        .put("at", at);
  }

  private Header readHeader() throws IOException, RecordingInvalid {
    JsonNode node = readLine();
    try {
      return Header.of(node == null ? MissingNode.getInstance() : node);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private String text(JsonNode node, String field) throws RecordingInvalid {
    if (!node.path(field).isTextual()) {
      throw invalid("\"" + field + "\" is not a text");
    }
    return node.path(field).asText();
  }

  private JournalBatch batch(JsonNode node) throws RecordingInvalid {
    JournalBatch.Kind kind = kind(text(node, "kind"));
    long sequence = number(node, "seq");
    long at = number(node, "at");
    if (last < 0 && kind != JournalBatch.Kind.REBUILD) {
      throw invalid("the first batch is no REBUILD, so what held at the start is not known");
    }
    if (sequence <= last) {
      throw invalid("\"seq\" is " + sequence + "; it is above that of the batch before, " + last);
    }
    last = sequence;
    if (!(node.path("facts") instanceof ArrayNode facts)) {
      throw invalid("\"facts\" is not a list");
    }
    List<Fact> entries = new ArrayList<>(facts.size());
    for (JsonNode fact : facts) {
      entries.add(fact(fact));
    }
    return new JournalBatch(0, sequence, sequence, at, kind, "", entries);
  }

  private Fact fact(JsonNode node) throws RecordingInvalid {
    try {
      Fact fact = FactJson.read(node);
      if (fact instanceof Derived) {
        throw invalid(fact.getClass().getSimpleName() + " is derived by rules and is no input");
      }
      return fact;
    } catch (IllegalArgumentException | ClassCastException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private JournalBatch.Kind kind(String word) throws RecordingInvalid {
    for (JournalBatch.Kind kind : KINDS) {
      if (kind.name().equals(word)) {
        return kind;
      }
    }
    throw invalid("\"kind\" is \"" + word + "\"; it is one of " + KINDS);
  }

  private long number(JsonNode node, String field) throws RecordingInvalid {
    if (!node.path(field).canConvertToLong() || node.path(field).asLong() < 0) {
      throw invalid("\"" + field + "\" is not a whole number from 0");
    }
    return node.path(field).asLong();
  }

  private @Nullable JsonNode readLine() throws IOException, RecordingInvalid {
    line++;
    String text = lines.readLine();
    if (text == null) {
      return null;
    }
    try {
      JsonNode node = FactJson.mapper().readTree(text);
      if (!node.isObject()) {
        throw invalid("the line is no object of JSON");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw invalid("the line is no JSON: " + e.getOriginalMessage());
    }
  }

  private RecordingInvalid invalid(String message) {
    return new RecordingInvalid(file, line, message);
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      System.getLogger("clarity").log(System.Logger.Level.DEBUG, "a file was not closed", e);
    }
  }

  @Override
  public void close() {
    close(lines);
  }
}
