package org.clarityos.heal.audit;

import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;

/** A migrated database in memory, of one test. */
public final class Database implements AutoCloseable {
  private final JdbcConnectionPool pool =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:"
              + UUID.randomUUID()
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1",
          "sa",
          "");

  /** Empty, but migrated. */
  public Database() {
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
  }

  /** The way to it. */
  public Jdbi jdbi() {
    return Jdbi.create(pool);
  }

  @Override
  public void close() {
    pool.dispose();
  }
}
