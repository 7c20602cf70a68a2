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

  /** Some records of a chain, in order, as a block; there is at least one. */
  static Block of(List<AuditRecord> records) {
    AuditRecord first = records.get(0);
    AuditRecord last = records.get(records.size() - 1);
    ByteArrayOutputStream hashes = new ByteArrayOutputStream((records.size() + 1) * HASH);
    hashes.writeBytes(HexFormat.of().parseHex(first.prev()));
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(plain)) {
      for (AuditRecord record : records) {
        hashes.writeBytes(HexFormat.of().parseHex(record.hash()));
        out.writeLong(record.at());
        out.writeUTF(record.kind());
        out.writeUTF(record.component());
        out.writeUTF(record.incident());
        byte[] text = record.body().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
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
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8),
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
