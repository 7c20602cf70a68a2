package org.clarityos.heal.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;

/** Decisions: {@code /api/v1/decisions}. */
@Path("/api/v1/decisions")
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
  public String decisions() {
    var newest = AuditFilter.newest(MOST).ofKind("decision");
    return Json.records(service.remediator().audit().find(newest)).toString();
  }
}
