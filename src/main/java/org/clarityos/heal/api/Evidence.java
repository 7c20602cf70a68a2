package org.clarityos.heal.api;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.clarityos.heal.EvidenceRoom;
import org.clarityos.heal.Service;
import org.clarityos.heal.execute.EvidenceFiles;

/** The files that executions kept: {@code /api/v1/evidence}. */
@Path("/api/v1/evidence")
@Produces(MediaType.APPLICATION_JSON)
public class Evidence {
  private final Service service;

  /** The evidence of the service's pipeline. */
  public Evidence(Service service) {
    this.service = service;
  }

  /** What is kept, of all incidents or of one. */
  @GET
  public List<EvidenceFiles.Kept> list(@QueryParam("incident") @DefaultValue("") String incident)
      throws IOException {
    return room().list().stream()
        .filter(kept -> incident.isEmpty() || kept.incident().equals(incident))
        .toList();
  }

  /** One file, as it was kept; who reads it is on record. */
  @GET
  @Path("{plan}/{file}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public InputStream read(
      @PathParam("plan") String plan,
      @PathParam("file") String file,
      @QueryParam("by") @DefaultValue("") String by,
      @HeaderParam("Authorization") @DefaultValue("") String authorization,
      @Context HttpServerRequest request)
      throws IOException {
    if (!room().opens(Caller.token(authorization), Caller.address(request))) {
      throw Problem.of(
          401,
          "Not for everybody",
          "evidence is read with the token in %s of the service's data folder: Authorization: Bearer TOKEN"
              .formatted(EvidenceRoom.TOKEN));
    }
    if (by.isBlank()) {
      throw Problem.of(400, "Incomplete request", "by, who reads it, must be said");
    }
    return Files.newInputStream(
        room()
            .read(plan, file, by)
            .orElseThrow(
                () ->
                    Problem.of(
                        404, "No such evidence", "plan " + plan + " has kept no file " + file)));
  }

  private EvidenceRoom room() {
    return service.remediator().evidence();
  }
}
