package org.clarityos.heal.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.Approvals;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.yaml.YamlInvalid;

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

  /** Answers what the incident's current attempt asks; returns when the answer is journaled. */
  @POST
  @Path("{id}/approval")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response answer(
      @PathParam("id") String id,
      @HeaderParam("Authorization") @DefaultValue("") String authorization,
      @Context HttpServerRequest request,
      Approvals.Said said)
      throws YamlInvalid, InterruptedException {
    if (said == null) {
      throw Problem.of(400, "Incomplete answer", "answer must be said");
    }
    String token = Caller.token(authorization);
    String from = Caller.address(request);
    Approvals approvals = service.remediator().approvals();
    // One answer at a time: the second is told of the first.
    synchronized (approvals) {
      try {
        return Json.accepted(service, approvals.take(id, said, token, from));
      } catch (Approvals.Refused e) {
        throw problem(e);
      }
    }
  }

  private static WebApplicationException problem(Approvals.Refused e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e.why()) {
      case MALFORMED -> Problem.of(400, "Incomplete answer", detail);
      case UNKNOWN_PERSON -> Problem.of(401, "Unknown person", detail);
      case NO_ROLE -> Problem.of(403, "Not for this role", detail);
      case NO_INCIDENT -> Problem.of(404, "No such incident", detail);
      case NOT_ASKED -> Problem.of(409, "Nothing is asked", detail);
      case ANSWERED -> Problem.of(409, "Already answered", detail);
      case CHANGED -> Problem.of(409, "The plan has changed", detail);
    };
  }

  private List<AuditRecord> find(String incident, String kind) {
    return service
        .remediator()
        .audit()
        .find(AuditFilter.newest(MOST).ofIncident(incident).ofKind(kind));
  }
}
