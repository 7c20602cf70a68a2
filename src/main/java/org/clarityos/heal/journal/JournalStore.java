package org.clarityos.heal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.jdbi.v3.core.statement.PreparedBatch;

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
    Map<String, State> last = new LinkedHashMap<>();
    changed.forEach(state -> last.put(Ids.of(state.key()), state));
    if (last.isEmpty()) {
      return;
    }
    PreparedBatch ended =
        handle.prepareBatch("delete from live_state where shard = ? and state_key = ?");
    PreparedBatch replaced =
        handle.prepareBatch("update live_state set body = ? where shard = ? and state_key = ?");
    List<String> keys = new ArrayList<>();
    last.forEach(
        (key, state) -> {
          if (state instanceof Withdrawal) {
            ended.add(shard, key);
          } else {
            replaced.add(FactJson.write(state).toString(), shard, key);
            keys.add(key);
          }
        });
    execute(ended);
    int[] updated = execute(replaced);
    PreparedBatch added =
        handle.prepareBatch(
            "insert into live_state(shard, state_key, seq, body) values (?, ?, ?, ?)");
    for (int index = 0; index < keys.size(); index++) {
      if (updated[index] == 0) {
        String key = keys.get(index);
        added.add(shard, key, sequence, FactJson.write(of(last, key)).toString());
      }
    }
    execute(added);
  }

  private static State of(Map<String, State> states, String key) {
    return java.util.Objects.requireNonNull(states.get(key));
  }

  private static int[] execute(PreparedBatch batch) {
    return batch.size() == 0 ? new int[0] : batch.execute();
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

  /** What entered one by one since a time, and the events that rules made of it, in order. */
  public List<Fact> since(int shard, long at) {
    return between(shard, at, Long.MAX_VALUE);
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
                      facts.addAll(unpack(row.getBytes(3)));
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
