package org.clarityos.heal.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;

/** The export of an audit log, a line a record and a signed end; and its check, offline. */
public final class Export {
  private Export() {}

  /** Writes every record, chain by chain, and the end. */
  public static void write(AuditLog log, AuditKey key, Writer to) throws IOException {
    ChainEnds ends = new ChainEnds();
    log.each(
        record -> {
          ends.accept(record);
          line(to, ExportLine.of(record));
        });
    line(to, ExportEnd.of(ends.heads(), key).line());
  }

  private static void line(Writer to, String text) {
    try {
      to.write(text);
      to.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an export through a verifier, which then knows the first fault. */
  public static void check(BufferedReader from, ChainCheck check) throws IOException {
    String chain = "";
    String before = "";
    long number = 0;
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      number++;
      if (!before.isEmpty()) {
        chain = record(before, chain, number - 1, check);
      }
      before = line;
    }
    end(before, check);
  }

  private static String record(String line, String chain, long number, ChainCheck check) {
    Optional<AuditRecord> record = ExportLine.read(line);
    if (record.isEmpty()) {
      check.fails("line " + number + ": it is no record as an export writes it");
      return chain;
    }
    String next = record.get().chain();
    if (next.compareTo(chain) < 0) {
      check.fails("line " + number + ": chain " + next + " stands after chain " + chain);
    }
    check.accept(record.get());
    return next;
  }

  private static void end(String line, ChainCheck check) throws IOException {
    try {
      check.ends(ExportEnd.read(line));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      check.fails("the last line: the export was cut, its end is missing");
    }
  }
}
