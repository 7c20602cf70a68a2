package org.clarityos.heal.journal;

import java.sql.SQLException;
import java.util.Optional;

/** The fault of a database that cannot be opened or written to, in words for its operator. */
public final class DatabaseFault {
  /** What H2 says of a file that another process holds, and of one whose bytes are not its own. */
  private static final int IN_USE = 90020;

  private static final int CORRUPTED = 90030;

  /** The classes of SQL states (ISO 9075) that tell of wrong values and of keys that are there already. */
  private static final String DATA = "22";

  private static final String INTEGRITY = "23";

  private DatabaseFault() {}

  /** What a database has to do with a failure; empty when it has nothing to do with it. */
  public static Optional<String> words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(words(sql));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a write that failed may succeed when it is tried again: it is the database's fault, as a full disk or a
   * server that has gone, and not that of what was written.
   */
  public static boolean mayPass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        return !state.startsWith(DATA) && !state.startsWith(INTEGRITY);
      }
    }
    return false;
  }

  private static String words(SQLException sql) {
    String said = String.valueOf(sql.getMessage()).lines().findFirst().orElse("");
    return switch (sql.getErrorCode()) {
      case IN_USE -> "another process has the database open; stop it first: " + said;
      case CORRUPTED ->
          "the database is damaged; move it away to begin a new one, and keep it for its audit log: "
              + said;
      default -> "the database cannot be opened: " + said;
    };
  }
}
