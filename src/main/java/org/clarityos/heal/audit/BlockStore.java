package org.clarityos.heal.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The tables of the audit log: its blocks, and the directory of what their segments tell of. */
final class BlockStore {
  private static final String COLUMNS = "id, seq_first, at, hashes, body";

  /** A block's id is its chain's number and, in so many bits, its last record's number: one tree holds it all. */
  private static final int SEQ_BITS = 48;

  private static final int PAGE = 50;

  /** So many blocks go in one transaction, so that nobody waits for it. */
  private static final int MOST_REMOVED = 500;

  /** The entry of the directory that every segment has. */
  private static final String EVERY = "";

  private final Jdbi jdbi;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

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

  /** Stores a block of a chain. */
  static void insert(Handle handle, int chain, Block block) {
    handle.execute(
        "insert into audit_block(" + COLUMNS + ") values (?, ?, ?, ?, ?)",
        id(chain, block.last()),
        block.first(),
        block.at(),
        block.hashes(),
        block.body());
  }

  /** The number of a chain, which gets one with its first block. */
  static int number(Handle handle, String chain) {
    handle.execute(
        "insert into audit_chain(name, number)"
            + " select ?, coalesce(max(number), 0) + 1 from audit_chain"
            + " having not exists (select 1 from audit_chain where name = ?)",
        chain,
        chain);
    return handle
        .select("select number from audit_chain where name = ?", chain)
        .mapTo(Integer.class)
        .one();
  }

  private static long id(int chain, long seq) {
    return ((long) chain << SEQ_BITS) + Math.min(seq, (1L << SEQ_BITS) - 1);
  }

  private Optional<Integer> number(String chain) {
    Integer known = numbers.get(chain);
    if (known == null) {
      known =
          jdbi.withHandle(
              handle ->
                  handle
                      .select("select number from audit_chain where name = ?", chain)
                      .mapTo(Integer.class)
                      .findFirst()
                      .orElse(null));
      if (known != null) {
        numbers.put(chain, known);
      }
    }
    return Optional.ofNullable(known);
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
    return jdbi.withHandle(
        handle ->
            handle.select("select name from audit_chain order by name").mapTo(String.class).list());
  }

  /** The last block of a chain. */
  Optional<Block> last(String chain) {
    return before(chain, Long.MAX_VALUE, 0, 1).stream().findFirst();
  }

  /** Blocks of a chain after a record, in order. */
  List<Block> after(String chain, long seq) {
    return read(chain, "id > ? and id <= ? order by id limit " + PAGE, seq, Long.MAX_VALUE);
  }

  /** Hands on every block of a chain after a record, in order. */
  void each(String chain, long seq, Consumer<Block> reader) {
    List<Block> page = after(chain, seq);
    while (!page.isEmpty()) {
      page.forEach(reader);
      page = after(chain, page.get(page.size() - 1).last());
    }
  }

  /** Whether a block of a chain ends with a record. */
  boolean endsBlock(String chain, long seq) {
    return after(chain, seq - 1).stream().findFirst().filter(b -> b.last() == seq).isPresent();
  }

  /** Removes the blocks of a chain up to a record, and what the directory tells of them. */
  void remove(String chain, long upTo) {
    Optional<Integer> number = number(chain);
    if (number.isEmpty() || upTo == 0) {
      return;
    }
    int removed = MOST_REMOVED;
    while (removed == MOST_REMOVED) {
      removed =
          jdbi.withHandle(
              handle ->
                  handle.execute(
                      "delete from audit_block where id in (select id from audit_block"
                          + " where id > ? and id <= ? order by id limit "
                          + MOST_REMOVED
                          + ")",
                      id(number.get(), 0),
                      id(number.get(), upTo)));
    }
    jdbi.useHandle(
        handle ->
            handle.execute(
                "delete from audit_directory where chain = ? and seq_last <= ?", chain, upTo));
  }

  /** Blocks of a chain up to a record and not before another, the newest first. */
  List<Block> before(String chain, long seq, long least) {
    return before(chain, seq, least, PAGE);
  }

  private List<Block> before(String chain, long seq, long least, int most) {
    return read(chain, "id >= ? and id <= ? order by id desc limit " + most, least, seq);
  }

  /** The last record of a chain that may have been made up to a time; a chain's time only goes on. */
  long upTo(String chain, long time) {
    long low = 0;
    long high = last(chain).map(Block::last).orElse(0L);
    while (low < high) {
      long middle = (low + high) / 2;
      Block block =
          read(chain, "id > ? and id <= ? order by id limit 1", middle, Long.MAX_VALUE).get(0);
      if (block.at() > time) {
        high = middle;
      } else {
        low = block.last();
      }
    }
    return high;
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

  private List<Block> read(String chain, String where, long from, long to) {
    Optional<Integer> number = number(chain);
    if (number.isEmpty()) {
      return List.of();
    }
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select " + COLUMNS + " from audit_block where " + where,
                    id(number.get(), from),
                    id(number.get(), to))
                .map((row, context) -> block(chain, row))
                .list());
  }

  private static Block block(String chain, ResultSet row) throws SQLException {
    return new Block(
        chain,
        row.getLong(2),
        row.getLong(1) & (1L << SEQ_BITS) - 1,
        row.getLong(3),
        row.getBytes(4),
        row.getBytes(5));
  }
}
