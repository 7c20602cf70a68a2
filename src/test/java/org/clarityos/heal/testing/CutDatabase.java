package org.clarityos.heal.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;

/**
 * A database that something happens to at one of its commits: it ends the program just before or just after it, so that from
 * then on whoever writes is thrown out, as if by SIGKILL; or the answer to it is lost. It may also go away.
 */
public final class CutDatabase implements AutoCloseable {
  /** The SQL state of a connection that was lost. */
  private static final String LOST = "08006";

  private final DataSource source;
  private final Connection anchor;
  private final int point;
  private final Cut kind;
  private final AtomicInteger commits = new AtomicInteger();
  private final CountDownLatch cut = new CountDownLatch(1);
  private final AtomicBoolean away = new AtomicBoolean();

  /** What happens. */
  public enum Cut {
    /** The program ends, and the commit is lost. */
    BEFORE,
    /** The program ends after the commit. */
    AFTER,
    /** It is committed, and whoever asked for it is told that the connection was lost. */
    UNSURE
  }

  /** What ends a thread of a program that was killed. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    /** Here. */
    public Killed() {
      super("the program was killed here", null, false, false);
    }
  }

  /**
   * A database.
   *
   * @param point at which commit it happens, from 1; 0 for never
   */
  public CutDatabase(DataSource source, int point, Cut kind) throws SQLException {
    this.source = source;
    this.point = point;
    this.kind = kind;
    this.anchor = source.getConnection();
  }

  /** A database file to which nothing happens. */
  public CutDatabase(Path file) throws SQLException {
    this(file(file), 0, Cut.AFTER);
  }

  /** A database file, which is there as long as a connection is. */
  public static DataSource file(Path file) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + file + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0");
    source.setUser("clarity");
    source.setPassword("clarity");
    return source;
  }

  /** Where it is, without what happens to it. */
  public DataSource source() {
    return source;
  }

  /** The database as the program sees it. */
  public Jdbi jdbi() {
    return Jdbi.create(
        (ConnectionFactory)
            () -> {
              alive();
              if (away.get()) {
                throw new SQLException("the database has gone", LOST);
              }
              return watched(source.getConnection());
            });
  }

  private Connection watched(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                return commit(connection);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object commit(Connection connection) throws SQLException {
    alive();
    boolean here = commits.incrementAndGet() == point;
    if (here && kind == Cut.BEFORE) {
      kill();
    }
    connection.commit();
    if (here && kind == Cut.UNSURE) {
      throw new SQLException("the connection was lost while it answered to a commit", LOST);
    }
    if (here) {
      kill();
    }
    alive();
    return null;
  }

  private void alive() {
    if (wasCut()) {
      throw new Killed();
    }
  }

  /** Ends the program here. */
  public void kill() {
    cut.countDown();
    throw new Killed();
  }

  /** Cannot be reached from now on. */
  public void go() {
    away.set(true);
  }

  /** How many commits there were. */
  public int commits() {
    return commits.get();
  }

  /** Whether the program was ended. */
  public boolean wasCut() {
    return cut.getCount() == 0;
  }

  @Override
  public void close() throws SQLException {
    anchor.close();
  }
}
