package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;

/**
 * The time that a service ran: its clock without the gaps that its chain tells of. By it things grow old, so that a host's
 * clock that stands years ahead at a start makes nothing old at once.
 */
final class LivedTime {
  private static final JsonMapper JSON = new JsonMapper();

  /** So many gaps are looked at, the newest; shorter ones than an hour make nothing old. */
  private static final int MOST = 10_000;

  private static final long SHORTEST = Duration.ofHours(1).toMillis();

  private LivedTime() {}

  private record Gap(long from, long to) {
    long length() {
      return to - from;
    }
  }

  /** The time, in milliseconds since the epoch, since which the service of a log has run for so long. */
  static long before(AuditLog log, long now, Duration lived) {
    long before = now - lived.toMillis();
    for (AuditRecord record : log.newest(ServiceChain.NAME, "gap", MOST)) {
      Gap gap = gap(record);
      if (gap.length() >= SHORTEST && gap.to() > before) {
        before -= gap.length();
      }
    }
    return before;
  }

  private static Gap gap(AuditRecord record) {
    try {
      JsonNode body = JSON.readTree(record.body());
      return new Gap(body.path("from").asLong(), body.path("to").asLong());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a gap in the audit log is no JSON", e);
    }
  }
}
