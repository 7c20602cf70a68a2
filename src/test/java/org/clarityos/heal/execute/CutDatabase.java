package org.clarityos.heal.execute;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;

/**
 * A database file that ends the program just before or just after one of its commits: from then on whoever writes is
 * thrown out, as if by SIGKILL.
 */
final class CutDatabase implements AutoCloseable {
  private final JdbcDataSource source = new JdbcDataSource();
  private final Connection anchor;
  private final int point;
  private final boolean before;
  private final AtomicInteger commits = new AtomicInteger();
  private final CountDownLatch cut = new CountDownLatch(1);

  /** What ends a thread of a program that was killed. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("the program was killed here", null, false, false);
    }
  }

  /**
   * A migrated database file.
   *
   * @param point at which commit the program ends, from 1; 0 for never
   * @param before whether that commit is lost
   */
  CutDatabase(Path file, int point, boolean before) throws SQLException {
    this.point = point;
    this.before = before;
    source.setURL("jdbc:h2:file:" + file + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0");
    source.setUser("clarity");
    source.setPassword("clarity");
    anchor = source.getConnection();
  }

  JdbcDataSource source() {
    return source;
  }

  Jdbi jdbi() {
    return Jdbi.create(
        (ConnectionFactory)
            () -> {
              alive();
              return watched(source.getConnection());
            });
  }

  private Connection watched(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean commit = method.getName().equals("commit");
              if (commit) {
                at(true);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (commit) {
                  at(false);
                }
              }
            });
  }

  private void alive() {
    if (wasCut()) {
      throw new Killed();
    }
  }

  private void at(boolean start) {
    alive();
    int number = start ? commits.incrementAndGet() : commits.get();
    if (number == point && start == before) {
      kill();
    }
  }

  /** Ends the program here. */
  void kill() {
    cut.countDown();
    throw new Killed();
  }

  /** How many commits there were. */
  int commits() {
    return commits.get();
  }

  /** Whether the program was ended. */
  boolean wasCut() {
    return cut.getCount() == 0;
  }

  @Override
  public void close() throws SQLException {
    anchor.close();
  }
}
