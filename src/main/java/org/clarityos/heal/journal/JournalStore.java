package org.clarityos.heal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The journal's tables: batches, each one compressed row, and the states that hold. */
public final class JournalStore {
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
  }

  /** Replaces the states that a batch changed, and forgets those that it withdrew. */
  public void hold(Handle handle, int shard, long sequence, List<State> changed) {
    for (State state : changed) {
      String key = Ids.of(state.key());
      if (state instanceof Withdrawal) {
        handle.execute("delete from live_state where shard = ? and state_key = ?", shard, key);
        continue;
      }
      int updated =
          handle.execute(
              "update live_state set body = ? where shard = ? and state_key = ?",
              FactJson.write(state).toString(),
              shard,
              key);
      if (updated == 0) {
        handle.execute(
            "insert into live_state(shard, state_key, seq, body) values (?, ?, ?, ?)",
            shard,
            key,
            sequence,
            FactJson.write(state).toString());
      }
    }
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
          zip(FactJson.mapper().valueToTree(sources)));
    }
  }

  /** The texts of the packs of a session, by {@code pack/file}; empty when they are not kept. */
  public Map<String, String> base(String hash) {
    Map<String, String> sources = new TreeMap<>();
    jdbi.withHandle(
            handle ->
                handle
                    .select("select body from rule_base where hash = ?", hash)
                    .map((row, context) -> unzip(row.getBytes(1)))
                    .findFirst())
        .ifPresent(
            texts ->
                texts
                    .properties()
                    .forEach(text -> sources.put(text.getKey(), text.getValue().asText())));
    return sources;
  }

  /** The states that hold, in the order in which their keys first appeared. */
  public List<State> states(int shard) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select body from live_state where shard = ? order by seq, state_key", shard)
                .map((row, context) -> (State) FactJson.read(parse(row.getString(1))))
                .list());
  }

  /** Entries and rule-made events of the batches since a time, in order. */
  public List<Fact> since(int shard, long at) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select body, made from journal_batch where shard = ? and at >= ? and kind = 'INPUT' order by seq_last",
                    shard,
                    at)
                .map(
                    (row, context) -> {
                      List<Fact> facts = new ArrayList<>(unpack(row.getBytes(1)));
                      facts.addAll(unpack(row.getBytes(2)));
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
                .map(
                    (row, context) ->
                        new Stored(
                            new JournalBatch(
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                JournalBatch.Kind.valueOf(row.getString(5)),
                                row.getString(6),
                                unpack(row.getBytes(7))),
                            row.getString(8)))
                .list());
  }

  /**
   * A batch as stored.
   *
   * @param batch the batch
   * @param firings the hash of what fired
   */
  public record Stored(JournalBatch batch, String firings) {}

  private static byte[] pack(List<? extends Fact> facts) {
    return zip(FactJson.mapper().valueToTree(facts.stream().map(FactJson::write).toList()));
  }

  private static List<Fact> unpack(byte[] bytes) {
    List<Fact> facts = new ArrayList<>();
    unzip(bytes).forEach(node -> facts.add(FactJson.read(node)));
    return facts;
  }

  private static byte[] zip(JsonNode json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      FactJson.mapper().writeValue(zip, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static JsonNode unzip(byte[] bytes) {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return FactJson.mapper().readTree(zip);
    } catch (IOException e) {
      throw new UncheckedIOException("a row of the journal is damaged", e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return FactJson.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a live state is damaged", e);
    }
  }
}
