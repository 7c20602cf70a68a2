package org.clarityos.heal.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The tables of the audit log: its blocks, and the directory of what their segments tell of. */
final class BlockStore {
  private static final String COLUMNS = "chain, seq_first, seq_last, at, hashes, body";
  private static final int PAGE = 50;

  /** The entry of the directory that every segment has. */
  private static final String EVERY = "";

  private final Jdbi jdbi;

  BlockStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A part of a chain.
   *
   * @param first the number of its first record
   * @param last the number of its last record
   */
  record Span(long first, long last) {}

  static void insert(Handle handle, Block block) {
    handle.execute(
        "insert into audit_block(" + COLUMNS + ") values (?, ?, ?, ?, ?, ?)",
        block.chain(),
        block.first(),
        block.last(),
        block.at(),
        block.hashes(),
        block.body());
  }

  /** Notes what a segment of a chain tells of. */
  static void note(Handle handle, String chain, Span segment, Iterable<String> subjects) {
    var batch =
        handle.prepareBatch(
            "insert into audit_directory(entry, chain, seq_first, seq_last) values (?, ?, ?, ?)");
    batch.add(EVERY, chain, segment.first(), segment.last());
    subjects.forEach(subject -> batch.add(subject, chain, segment.first(), segment.last()));
    batch.execute();
  }

  /** The names of the chains, in order. */
  List<String> chains() {
    List<String> chains = new ArrayList<>();
    Optional<String> next = chainAfter("");
    while (next.isPresent()) {
      chains.add(next.get());
      next = chainAfter(next.get());
    }
    return chains;
  }

  private Optional<String> chainAfter(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select chain from audit_block where chain > ? order by chain, seq_last limit 1",
                    name)
                .mapTo(String.class)
                .findFirst());
  }

  /** The last block of a chain. */
  Optional<Block> last(String chain) {
    return before(chain, Long.MAX_VALUE, 0, 1).stream().findFirst();
  }

  /** Blocks of a chain after a record, in order. */
  List<Block> after(String chain, long seq) {
    return read("chain = ? and seq_last > ? order by seq_last limit " + PAGE, List.of(chain, seq));
  }

  /** Hands on every block of a chain after a record, in order. */
  void each(String chain, long seq, Consumer<Block> reader) {
    List<Block> page = after(chain, seq);
    while (!page.isEmpty()) {
      page.forEach(reader);
      page = after(chain, page.get(page.size() - 1).last());
    }
  }

  /** Blocks of a chain up to a record and not before another, the newest first. */
  List<Block> before(String chain, long seq, long least) {
    return before(chain, seq, least, PAGE);
  }

  private List<Block> before(String chain, long seq, long least, int most) {
    return read(
        "chain = ? and seq_last <= ? and seq_last >= ? order by seq_last desc limit " + most,
        List.of(chain, seq, least));
  }

  /** The last record of a chain that may have been made up to a time. */
  long upTo(String chain, long time) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select seq_last from audit_block where chain = ? and at > ? order by at, seq_last limit 1",
                    chain,
                    time)
                .mapTo(Long.class)
                .findFirst()
                .orElse(Long.MAX_VALUE));
  }

  /**
   * The segments that tell of a subject, the newest first.
   *
   * @param seq none begins after this record
   * @param before all end before this record, for paging
   */
  List<Span> segments(String chain, String subject, long seq, long before) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select seq_first, seq_last from audit_directory where entry = ? and chain = ?"
                        + " and seq_first <= ? and seq_last < ? order by seq_last desc limit "
                        + PAGE,
                    subject,
                    chain,
                    seq,
                    before)
                .map((row, context) -> new Span(row.getLong(1), row.getLong(2)))
                .list());
  }

  /** The last record of a chain that the directory tells of; 0 for none. */
  long noted(String chain) {
    return segments(chain, EVERY, Long.MAX_VALUE, Long.MAX_VALUE).stream()
        .findFirst()
        .map(Span::last)
        .orElse(0L);
  }

  private List<Block> read(String where, List<Object> values) {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select " + COLUMNS + " from audit_block where " + where, values.toArray())
                .map((row, context) -> block(row))
                .list());
  }

  private static Block block(ResultSet row) throws SQLException {
    return new Block(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getBytes(5),
        row.getBytes(6));
  }
}
