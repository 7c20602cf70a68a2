package org.clarityos.heal.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The audit log: append-only, one hash chain per shard and one for executions. */
public final class AuditLog implements AuditTrail {
  private static final String COLUMNS =
      "chain, seq, at, kind, component, incident, body, prev, hash";

  private final Jdbi jdbi;
  private final Map<String, Head> heads = new ConcurrentHashMap<>();

  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final Set<String> names = new ConcurrentSkipListSet<>();
  private volatile boolean known;

  private record Head(long seq, String hash) {}

  /** A log on a migrated database. */
  public AuditLog(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public void commit(
      String chain, Consumer<Handle> work, Supplier<List<AuditRecord.Draft>> records) {
    Object lock = locks.computeIfAbsent(chain, c -> new Object());
    synchronized (lock) {
      // Known again once it is committed: after a failure the database may hold more or less than
      // we know of.
      Head head = current(chain);
      heads.remove(chain);
      Head next =
          jdbi.inTransaction(
              handle -> {
                work.accept(handle);
                return insert(handle, chain, head, records.get());
              });
      heads.put(chain, next);
      names.add(chain);
    }
  }

  private Head current(String chain) {
    Head known = heads.get(chain);
    return known == null ? head(chain) : known;
  }

  private Head head(String chain) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select seq, hash from audit_record where chain = ? order by seq desc limit 1",
                    chain)
                .map((row, context) -> new Head(row.getLong(1), row.getString(2)))
                .findFirst()
                .orElse(new Head(0, AuditRecord.START)));
  }

  private static Head insert(
      Handle handle, String chain, Head head, List<AuditRecord.Draft> drafts) {
    if (drafts.isEmpty()) {
      return head;
    }
    Head at = head;
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into audit_record(" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (AuditRecord.Draft draft : drafts) {
      AuditRecord r = AuditRecord.of(chain, at.seq() + 1, draft, at.hash());
      batch.add(
          r.chain(),
          r.seq(),
          r.at(),
          r.kind(),
          r.component(),
          r.incident(),
          r.body(),
          r.prev(),
          r.hash());
      at = new Head(r.seq(), r.hash());
    }
    batch.execute();
    return at;
  }

  /**
   * What to look for; empty strings and zeros leave a field open.
   *
   * @param component the component's id
   * @param incident the incident's id
   * @param kind the kind of record
   * @param from the earliest time, in milliseconds since the epoch
   * @param to the latest time, in milliseconds since the epoch
   * @param limit how many at most, the newest
   */
  public record Filter(
      String component, String incident, String kind, long from, long to, int limit) {}

  /** The newest records that match, oldest first. */
  public List<AuditRecord> find(Filter filter) {
    List<AuditRecord> found =
        jdbi.withHandle(
            handle -> {
              String where =
                  (filter.component().isEmpty() ? "" : " and component = :component")
                      + (filter.incident().isEmpty() ? "" : " and incident = :incident")
                      + (filter.kind().isEmpty() ? "" : " and kind = :kind")
                      + (filter.to() == 0 ? "" : " and at <= :to");
              Query query =
                  handle.createQuery(
                      "select "
                          + COLUMNS
                          + " from audit_record where at >= :from"
                          + where
                          + " order by at desc, chain desc, seq desc limit :limit");
              query.bind("from", filter.from()).bind("limit", filter.limit());
              query.bind("component", filter.component()).bind("incident", filter.incident());
              query.bind("kind", filter.kind()).bind("to", filter.to());
              query.configure(
                  org.jdbi.v3.core.statement.SqlStatements.class,
                  statements -> statements.setUnusedBindingAllowed(true));
              return query.map((row, context) -> read(row)).list();
            });
    List<AuditRecord> ordered = new ArrayList<>(found);
    java.util.Collections.reverse(ordered);
    return ordered;
  }

  /** Hands every record to a reader, chain by chain, in order. */
  public void each(java.util.function.Consumer<AuditRecord> reader) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("select " + COLUMNS + " from audit_record order by chain, seq")
                .setFetchSize(1000)
                .map((row, context) -> read(row))
                .forEach(reader));
  }

  /** The names of the chains, in order. */
  List<String> chains() {
    if (!known) {
      names.addAll(
          jdbi.withHandle(
              handle ->
                  handle
                      .select("select distinct chain from audit_record")
                      .mapTo(String.class)
                      .list()));
      known = true;
    }
    return List.copyOf(names);
  }

  /** The number of the last committed record of a chain; 0 for an empty one. */
  long last(String chain) {
    // Not kept: whether a commit that is on its way succeeds is for that commit to note.
    return current(chain).seq();
  }

  /** The newest record of a kind in a chain. */
  Optional<AuditRecord> newest(String chain, String kind) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select "
                        + COLUMNS
                        + " from audit_record where chain = ? and kind = ? order by seq desc limit 1",
                    chain,
                    kind)
                .map((row, context) -> read(row))
                .findFirst());
  }

  /** The hashes of up to so many records of a chain, in order. */
  List<String> hashes(String chain, long from, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select hash from audit_record where chain = ? and seq >= ? order by seq limit ?",
                    chain,
                    from,
                    most)
                .mapTo(String.class)
                .list());
  }

  /** Checks every chain; answers the first fault found, or empty when the log is whole. */
  public Optional<String> verify() {
    ChainCheck check = new ChainCheck();
    each(check);
    return check.fault();
  }

  private static AuditRecord read(java.sql.ResultSet row) throws java.sql.SQLException {
    return new AuditRecord(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9));
  }
}
