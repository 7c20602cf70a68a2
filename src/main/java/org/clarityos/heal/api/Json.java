package org.clarityos.heal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;

/** What the API's resources share: records as JSON, and entries handed to the journal. */
final class Json {
  private static final long COMMIT_SECONDS = 10;

  private Json() {}

  static ObjectNode parse(String json) {
    try {
      return (ObjectNode) FactJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit record is damaged", e);
    }
  }

  static ObjectNode record(AuditRecord record) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.put("chain", record.chain()).put("seq", record.seq()).put("at", record.at());
    node.put("kind", record.kind()).put("component", record.component());
    node.put("incident", record.incident());
    node.set("body", parse(record.body()));
    return node.put("prev", record.prev()).put("hash", record.hash());
  }

  static ArrayNode records(List<AuditRecord> records) {
    ArrayNode all = FactJson.mapper().createArrayNode();
    records.forEach(record -> all.add(record(record)));
    return all;
  }

  /** Journals an entry and answers its sequence number when it is committed; what takes long is not accepted. */
  static Response accepted(Service service, Fact fact) throws InterruptedException {
    var committed =
        service
            .remediator()
            .submit(fact)
            .orElseThrow(
                () ->
                    Problem.of(
                        503, "Queue full", "the queue is full; nothing was taken, send it again"));
    try {
      long sequence = committed.get(COMMIT_SECONDS, TimeUnit.SECONDS);
      return Response.ok(FactJson.mapper().createObjectNode().put("sequence", sequence).toString())
          .build();
    } catch (ExecutionException e) {
      throw Problem.of(500, "Not journaled", "the batch was refused: " + e.getCause());
    } catch (TimeoutException e) {
      throw Problem.of(
          503,
          "Not journaled yet",
          "it waits and may still be journaled; send it again to be sure that it is not lost");
    }
  }
}
