package org.clarityos.heal.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;

/** Decisions and plans: {@code /api/v1/decisions}, {@code /api/v1/plans}. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class Decisions {
  private static final int MOST = 1000;
  private final Service service;

  /** The decisions of the service's pipeline. */
  public Decisions(Service service) {
    this.service = service;
  }

  /** The newest decisions, also those not to act, oldest first. */
  @GET
  @Path("decisions")
  public String decisions() {
    return records("decision");
  }

  /** The newest plans that were started, oldest first. */
  @GET
  @Path("plans")
  public String plans() {
    return records("execution");
  }

  private String records(String kind) {
    return Json.records(service.remediator().audit().find(AuditFilter.newest(MOST).ofKind(kind)))
        .toString();
  }
}
