package org.clarityos.heal.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.journal.FactJson;

/** Incidents with their whole story: {@code /api/v1/incidents}. */
@Path("/api/v1/incidents")
@Produces(MediaType.APPLICATION_JSON)
public class Incidents {
  private static final int MOST = 10_000;
  private static final long CONTEXT_MILLIS = 5 * 60_000L;
  private final Service service;

  /** The incidents of the service's pipeline. */
  public Incidents(Service service) {
    this.service = service;
  }

  /** The latest incidents, oldest first, each as it stands. */
  @GET
  public String list() {
    Map<String, ObjectNode> incidents = new LinkedHashMap<>();
    for (AuditRecord record : find("", "incident")) {
      ObjectNode body = Json.parse(record.body());
      ObjectNode known = incidents.get(record.incident());
      long opened = known == null ? record.at() : known.path("openedAt").asLong();
      body.put("openedAt", opened).put("changedAt", record.at());
      incidents.put(record.incident(), body);
    }
    var all = FactJson.mapper().createArrayNode();
    incidents.values().forEach(all::add);
    return all.toString();
  }

  /**
   * One incident: its states, decisions, steps and outcome, and the firings about its component
   * around it.
   */
  @GET
  @Path("{id}")
  public String story(@PathParam("id") String id) {
    List<AuditRecord> own = find(id, "");
    if (own.isEmpty()) {
      throw Problem.of(404, "No such incident", "there is no incident with the id " + id);
    }
    AuditRecord first = own.get(0);
    AuditRecord last = own.get(own.size() - 1);
    List<AuditRecord> around =
        service
            .remediator()
            .audit()
            .find(
                AuditFilter.newest(MOST)
                    .ofComponent(first.component())
                    .between(first.at() - CONTEXT_MILLIS, last.at()));
    var node = FactJson.mapper().createObjectNode().put("id", id);
    node.set("records", Json.records(own));
    node.set("around", Json.records(around));
    return node.toString();
  }

  /**
   * An answer to an ASK.
   *
   * @param answer APPROVE, APPROVE_SAFE_SUBSET or REJECT
   * @param by who answers
   */
  public record Answer(Approval.Answer answer, String by) {}

  /** Answers what the incident's current attempt asks; returns when the answer is journaled. */
  @POST
  @Path("{id}/approval")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response answer(@PathParam("id") String id, Answer answer) throws InterruptedException {
    if (answer == null || answer.answer() == null || answer.by() == null || answer.by().isBlank()) {
      throw Problem.of(
          400,
          "Incomplete answer",
          "answer (APPROVE, APPROVE_SAFE_SUBSET, REJECT) and by must be said");
    }
    Incident incident =
        service.remediator().shard().states().stream()
            .filter(Incident.class::isInstance)
            .map(Incident.class::cast)
            .filter(i -> i.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> Problem.of(404, "No such incident", "no incident " + id + " is held"));
    Approval approval =
        new Approval(
            incident.component(),
            id,
            incident.attempt(),
            answer.answer(),
            answer.by(),
            System.currentTimeMillis());
    return Json.accepted(service, approval);
  }

  private List<AuditRecord> find(String incident, String kind) {
    return service
        .remediator()
        .audit()
        .find(AuditFilter.newest(MOST).ofIncident(incident).ofKind(kind));
  }
}
