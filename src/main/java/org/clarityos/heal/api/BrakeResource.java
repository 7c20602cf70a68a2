package org.clarityos.heal.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.clarityos.heal.Service;
import org.clarityos.heal.fact.Brake;

/** The brake: {@code /api/v1/brake}. */
@Path("/api/v1/brake")
@Produces(MediaType.APPLICATION_JSON)
public class BrakeResource {
  private final Service service;

  /** The brake of the service's host. */
  public BrakeResource(Service service) {
    this.service = service;
  }

  /** The brakes that hold now. */
  @GET
  public List<Brake> list() {
    return service.remediator().brakes().all();
  }

  /** Pulls a brake. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public List<Brake> pull(Brake brake) throws IOException {
    if (brake == null
        || brake.component() == null
        || brake.reason() == null
        || brake.reason().isBlank()
        || brake.by() == null
        || brake.until() <= System.currentTimeMillis()) {
      throw Problem.of(
          400,
          "Incomplete brake",
          "component (empty for all), reason, until (milliseconds since the epoch, to come) and by must be said");
    }
    service.remediator().brakes().pull(brake);
    return list();
  }

  /** Releases the brake on a scope. */
  @DELETE
  public List<Brake> release(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("by") @DefaultValue("") String by)
      throws IOException {
    if (by.isBlank()) {
      throw Problem.of(400, "Incomplete release", "by, who releases it, must be said");
    }
    if (!service.remediator().brakes().release(scope, by)) {
      throw Problem.of(404, "No such brake", "no brake is pulled on \"" + scope + "\"");
    }
    return list();
  }
}
