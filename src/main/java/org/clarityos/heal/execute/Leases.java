package org.clarityos.heal.execute;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The leases of executors on components, in the database and by its clock: an owner renews them with beats, a later owner
 * has a higher term, and a write of an earlier term is refused.
 */
public final class Leases {
  private final Jdbi jdbi;
  private final String owner;
  private final Duration length;

  /**
   * A component's lease as one owner holds it.
   *
   * @param resource the component's id
   * @param term which lease of the component it is
   */
  public record Held(String resource, long term) {}

  private record Row(String owner, long term, long beat) {}

  /**
   * The leases of one owner.
   *
   * @param owner who it is, the same after a restart and different for every service on the database
   * @param length how long a lease holds without a beat
   */
  public Leases(Jdbi jdbi, String owner, Duration length) {
    this.jdbi = jdbi;
    this.owner = owner;
    this.length = length;
  }

  /** How long a lease holds without a beat. */
  Duration length() {
    return length;
  }

  /**
   * Takes the leases of components, all or none.
   *
   * @return what is held; empty when another owner lives and has one of them
   */
  Optional<Set<Held>> claim(Collection<String> resources) {
    return jdbi.inTransaction(
        handle -> {
          Map<String, Row> rows = new TreeMap<>();
          // Always in the same order: two owners then wait for each other, and do not block each
          // other.
          for (String resource : new TreeSet<>(resources)) {
            rows.put(resource, lock(handle, resource));
          }
          long now = now(handle);
          if (rows.values().stream().anyMatch(row -> others(row, now))) {
            return Optional.empty();
          }
          Set<Held> held = new java.util.LinkedHashSet<>();
          rows.forEach((resource, row) -> held.add(new Held(resource, row.term() + 1)));
          for (Held lease : held) {
            handle.execute(
                "update execution_lease set owner = ?, term = ?, beat = ? where resource = ?",
                owner,
                lease.term(),
                now,
                lease.resource());
          }
          return Optional.of(held);
        });
  }

  private static Row lock(Handle handle, String resource) {
    handle.execute(
        "insert into execution_lease(resource, owner, term, beat) values (?, '', 0, 0)"
            + " on conflict do nothing",
        resource);
    return handle
        .select(
            "select owner, term, beat from execution_lease where resource = ? for update", resource)
        .map((row, context) -> new Row(row.getString(1), row.getLong(2), row.getLong(3)))
        .one();
  }

  /** Whether another owner has it and lives; a beat from the future was written before a clock was set back. */
  private boolean others(Row row, long now) {
    boolean fresh = Math.abs(now - row.beat()) < length.toMillis();
    return !row.owner().isEmpty() && !row.owner().equals(owner) && fresh;
  }

  /** Renews leases; those that another owner has meanwhile stay his. Answers whether all were ours. */
  boolean beat(Collection<Held> held) {
    return jdbi.inTransaction(
        handle -> {
          long now = now(handle);
          int renewed = 0;
          for (Held lease : ordered(held)) {
            renewed +=
                handle.execute(
                    "update execution_lease set beat = ? where resource = ? and owner = ? and term = ?",
                    now,
                    lease.resource(),
                    owner,
                    lease.term());
          }
          return renewed == held.size();
        });
  }

  /** Gives leases back; those that another owner has meanwhile stay his. */
  void release(Collection<Held> held) {
    jdbi.useTransaction(
        handle -> {
          for (Held lease : ordered(held)) {
            handle.execute(
                "update execution_lease set owner = '' where resource = ? and owner = ? and term = ?",
                lease.resource(),
                owner,
                lease.term());
          }
        });
  }

  /**
   * Makes sure, until the transaction ends, that leases are still held.
   *
   * @throws LeaseLost when one is not
   */
  void require(Handle handle, Collection<Held> held) {
    for (Held lease : ordered(held)) {
      Row row = lock(handle, lease.resource());
      if (row.term() != lease.term() || !row.owner().equals(owner)) {
        throw new LeaseLost(
            "the lease of %s, term %d of %s, was lost; it is at term %d, of %s"
                .formatted(lease.resource(), lease.term(), owner, row.term(), row.owner()));
      }
    }
  }

  private static Collection<Held> ordered(Collection<Held> held) {
    return held.stream().sorted(java.util.Comparator.comparing(Held::resource)).toList();
  }

  private static long now(Handle handle) {
    return handle
        .select("select cast(extract(epoch from current_timestamp) * 1000 as bigint)")
        .mapTo(Long.class)
        .one();
  }
}
