package org.clarityos.heal.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The journal's tables: batches, each one compressed row, and the last checkpoint of what is live. */
public final class JournalStore {
  private static final int PAGE = 1000;

  private final Jdbi jdbi;

  /** A store on a migrated database. */
  public JournalStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Writes a batch; {@code firings} is the hash of what fired, which a replay compares with. */
  public void append(Handle handle, JournalBatch batch, List<Fact> made, String firings) {
    handle
        .createUpdate(
            "insert into journal_batch(shard, seq_first, seq_last, at, kind, base, body, made, firings)"
                + " values (:shard, :first, :last, :at, :kind, :base, :body, :made, :firings)")
        .bind("shard", batch.shard())
        .bind("first", batch.first())
        .bind("last", batch.last())
        .bind("at", batch.at())
        .bind("kind", batch.kind().name())
        .bind("base", batch.base())
        .bind("body", pack(batch.entries()))
        .bind("made", pack(made))
        .bind("firings", firings)
        .execute();
    if (batch.kind() != JournalBatch.Kind.INPUT) {
      handle.execute(
          "insert into journal_start(shard, seq, at, kind, base) values (?, ?, ?, ?, ?)",
          batch.shard(),
          batch.last(),
          batch.at(),
          batch.kind().name(),
          batch.base());
    }
  }

  /** Keeps what is live after a batch, so that a restart need not read the journal from its beginning; the last one goes. */
  public void checkpoint(int shard, long sequence, long at, List<Fact> live) {
    byte[] body = pack(live);
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "delete from journal_checkpoint where shard = ? and seq < ?", shard, sequence);
          handle.execute(
              "insert into journal_checkpoint(shard, seq, at, body) values (?, ?, ?, ?)",
              shard,
              sequence,
              at,
              body);
        });
  }

  /**
   * Hands on all that what is live follows from, in order: the last checkpoint as a rebuild, unless a rebuild came after
   * it, and every batch since with what its rules made.
   */
  public void live(int shard, BiConsumer<JournalBatch, List<Fact>> reader) {
    jdbi.useHandle(
        handle -> {
          Optional<JournalBatch> start =
              handle
                  .select(
                      "select seq, at, body from journal_checkpoint where shard = ? and not exists"
                          + " (select 1 from journal_batch where shard = ? and kind = 'REBUILD'"
                          + " and seq_last > journal_checkpoint.seq) order by seq desc limit 1",
                      shard,
                      shard)
                  .map(
                      (row, context) ->
                          new JournalBatch(
                              shard,
                              row.getLong(1),
                              row.getLong(1),
                              row.getLong(2),
                              JournalBatch.Kind.REBUILD,
                              "",
                              unpack(row.getBytes(3))))
                  .findFirst();
          start.ifPresent(batch -> reader.accept(batch, List.of()));
          handle
              .select(
                  "select shard, seq_first, seq_last, at, kind, base, body, firings, made from journal_batch"
                      + " where shard = ? and seq_last > ? and seq_last >= coalesce((select max(seq_last)"
                      + " from journal_batch where shard = ? and kind = 'REBUILD'), 0) order by seq_last",
                  shard,
                  start.map(JournalBatch::last).orElse(-1L),
                  shard)
              .setFetchSize(PAGE)
              .map(
                  (row, context) -> {
                    reader.accept(batch(row), unpack(row.getBytes(9)));
                    return 1;
                  })
              .forEach(count -> {});
        });
  }

  /** Keeps the texts of the packs that a session is built from, once. */
  public void keepBase(Handle handle, String hash, Map<String, String> sources) {
    boolean known =
        handle
            .select("select hash from rule_base where hash = ?", hash)
            .mapTo(String.class)
            .findFirst()
            .isPresent();
    if (!known) {
      handle.execute(
          "insert into rule_base(hash, body) values (?, ?)",
          hash,
          zip(out -> FactJson.mapper().writeValue(out, sources)));
    }
  }

  /** The texts of the packs of a session, by {@code pack/file}; empty when they are not kept. */
  public Map<String, String> base(String hash) {
    Map<String, String> sources = new TreeMap<>();
    jdbi.withHandle(
            handle ->
                handle
                    .select("select body from rule_base where hash = ?", hash)
                    .map((row, context) -> unzip(row.getBytes(1), FactJson.mapper()::readTree))
                    .findFirst())
        .ifPresent(
            texts ->
                texts
                    .properties()
                    .forEach(text -> sources.put(text.getKey(), text.getValue().asText())));
    return sources;
  }

  /** Entries and rule-made events of the batches from one time to another, in order. */
  public List<Fact> between(int shard, long from, long to) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select kind, body, made from journal_batch where shard = ? and at >= ? and at <= ? order by seq_last",
                    shard,
                    from,
                    to)
                .map(
                    (row, context) -> {
                      // The other kinds' entries are copies of what entered before.
                      boolean input = row.getString(1).equals(JournalBatch.Kind.INPUT.name());
                      List<Fact> facts =
                          new ArrayList<>(input ? unpack(row.getBytes(2)) : List.of());
                      unpack(row.getBytes(3)).stream()
                          .filter(Event.class::isInstance)
                          .forEach(facts::add);
                      return facts;
                    })
                .stream()
                .flatMap(List::stream)
                .toList());
  }

  /** The last batch of a shard; empty for a new one. */
  public Optional<Stored> last(int shard) {
    return read("where shard = " + shard + " order by seq_last desc limit 1").stream().findFirst();
  }

  /**
   * The first batch after a sequence number that says what becomes of a shard's sessions; empty when
   * nothing does.
   */
  public Optional<Stored> nextTurn(int shard, long sequence) {
    return read(
            "where shard = %d and seq_last > %d and kind <> 'INPUT' order by seq_last limit 1"
                .formatted(shard, sequence))
        .stream()
        .findFirst();
  }

  /** The last batch of a shard up to a time, and the rebuild that its session began with. */
  public Optional<Span> sessionAt(int shard, long at) {
    return read(
            "where shard = %d and at <= %d and kind not in ('SHADOW', 'DISMISS') order by seq_last desc limit 1"
                .formatted(shard, at))
        .stream()
        .findFirst()
        .flatMap(
            last ->
                read(
                        "where shard = %d and seq_last <= %d and kind = 'REBUILD' order by seq_last desc limit 1"
                            .formatted(shard, last.batch().last()))
                    .stream()
                    .findFirst()
                    .map(rebuild -> new Span(rebuild.batch(), last.batch())));
  }

  /**
   * The batches of one session up to a time.
   *
   * @param rebuild the batch it was built from
   * @param last its last batch up to the time
   */
  public record Span(JournalBatch rebuild, JournalBatch last) {}

  /** The batch from which the session was built that ran at a time; empty before the first one. */
  public Optional<JournalBatch> rebuilt(int shard, long at) {
    return read(
            "where shard = %d and kind = 'REBUILD' and at <= %d order by seq_last desc limit 1"
                .formatted(shard, at))
        .stream()
        .map(Stored::batch)
        .findFirst();
  }

  /** Up to {@code count} batches of a shard after a sequence number, in order, for a replay. */
  public List<Stored> after(int shard, long sequence, int count) {
    return read(
        "where shard = %d and seq_last > %d order by seq_last limit %d"
            .formatted(shard, sequence, count));
  }

  private List<Stored> read(String where) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select shard, seq_first, seq_last, at, kind, base, body, firings from journal_batch "
                        + where)
                .map((row, context) -> new Stored(batch(row), row.getString(8)))
                .list());
  }

  private static JournalBatch batch(ResultSet row) throws SQLException {
    return new JournalBatch(
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        JournalBatch.Kind.valueOf(row.getString(5)),
        row.getString(6),
        unpack(row.getBytes(7)));
  }

  /**
   * A batch as stored.
   *
   * @param batch the batch
   * @param firings the hash of what fired
   */
  public record Stored(JournalBatch batch, String firings) {}

  private static byte[] pack(List<? extends Fact> facts) {
    return zip(out -> FactJson.writeAll(out, facts));
  }

  private static List<Fact> unpack(byte[] bytes) {
    return unzip(bytes, FactJson::readAll);
  }

  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  private static byte[] zip(Writing what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new Zip(bytes)) {
      what.to(zip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T unzip(byte[] bytes, Reading<T> what) {
    try (InputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return what.from(zip);
    } catch (IOException e) {
      throw new UncheckedIOException("a row of the journal is damaged", e);
    }
  }

  /** Compresses quickly: the best compression of a batch takes longer than all else that is done with it. */
  private static final class Zip extends GZIPOutputStream {
    Zip(OutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
