package org.clarityos.heal.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The records that one commit adds to a chain, as they are stored.
 *
 * @param chain the chain
 * @param first the number of its first record
 * @param last the number of its last record
 * @param at when its last record was made, in milliseconds since the epoch
 * @param hashes the hash of the record before it, and then of each of its own, 32 bytes each
 * @param body the rest of its records, compressed
 */
record Block(String chain, long first, long last, long at, byte[] hashes, byte[] body) {
  private static final int HASH = 32;

  /** So many bytes a record has, about, beside its body. */
  private static final int ROOM = 150;

  /** Some records of a chain, in order, as a block; there is at least one. */
  static Block of(List<AuditRecord> records) {
    AuditRecord first = records.get(0);
    AuditRecord last = records.get(records.size() - 1);
    ByteArrayOutputStream hashes = new ByteArrayOutputStream((records.size() + 1) * HASH);
    hashes.writeBytes(HexFormat.of().parseHex(first.prev()));
    int size = records.stream().mapToInt(record -> record.body().length() + ROOM).sum();
    ByteArrayOutputStream plain = new ByteArrayOutputStream(size);
    try (DataOutputStream out = new DataOutputStream(plain)) {
      for (AuditRecord record : records) {
        hashes.writeBytes(HexFormat.of().parseHex(record.hash()));
        out.writeLong(record.at());
        write(out, record.kind());
        write(out, record.component());
        write(out, record.incident());
        write(out, record.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return new Block(
        first.chain(),
        first.seq(),
        last.seq(),
        last.at(),
        hashes.toByteArray(),
        compressed(plain.toByteArray()));
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static byte[] compressed(byte[] plain) {
    // The best compression takes longer than all else that is done with a record.
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterInputStream in =
        new DeflaterInputStream(new ByteArrayInputStream(plain), deflater, plain.length)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be read", e);
    } finally {
      deflater.end();
    }
  }

  /**
   * Its records, in order.
   *
   * @throws UncheckedIOException when the row is damaged
   */
  List<AuditRecord> records() {
    List<AuditRecord> records = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)))) {
      for (long seq = first; seq <= last; seq++) {
        int place = (int) (seq - first);
        records.add(
            new AuditRecord(
                chain,
                seq,
                in.readLong(),
                read(in),
                read(in),
                read(in),
                read(in),
                hash(place),
                hash(place + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "records %d to %d of chain %s are damaged".formatted(first, last, chain), e);
    }
    return records;
  }

  /** The hash of its last record, in hex. */
  String end() {
    return hash(hashes.length / HASH - 1);
  }

  /** The hash of one of its records, in hex. */
  String hashOf(long seq) {
    return hash((int) (seq - first) + 1);
  }

  private String hash(int place) {
    return HexFormat.of().formatHex(hashes, place * HASH, (place + 1) * HASH);
  }
}
