package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;

/** The chain of what becomes of the service itself. Several services on one database write to it. */
public final class ServiceChain {
  /** Its name. */
  public static final String NAME = "service";

  private static final JsonMapper JSON = new JsonMapper();

  /** So often is a record tried again whose place another service took. */
  private static final int MOST_TRIES = 20;

  /** The SQL state of a key that is there already. */
  private static final String TAKEN = "23505";

  private final AuditLog log;
  private final LongSupplier millis;

  /** The chain of a log. */
  public ServiceChain(AuditLog log, LongSupplier millis) {
    this.log = log;
    this.millis = millis;
  }

  /** Writes a record, and returns when it is committed. */
  public void tell(ServiceEvent event) {
    AuditRecord.Draft draft =
        new AuditRecord.Draft(
            millis.getAsLong(), event.kind(), event.component(), event.incident(), json(event));
    for (int tries = 1; ; tries++) {
      try {
        log.commit(NAME, handle -> {}, () -> List.of(draft));
        return;
      } catch (RuntimeException e) {
        if (tries == MOST_TRIES || !taken(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean taken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && TAKEN.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static String json(ServiceEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always JSON", e);
    }
  }
}
