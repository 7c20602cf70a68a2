package org.clarityos.heal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Service;
import org.clarityos.heal.fact.Fact;

/** The door for other people's observations: {@code /api/v1/observations}. */
@Path("/api/v1/observations")
@Produces(MediaType.APPLICATION_JSON)
public class Observations {
  private static final AtomicLong REFUSED = new AtomicLong();
  private final Service service;

  /** The door of the service's pipeline. */
  public Observations(Service service) {
    this.service = service;
  }

  /** Takes one observation; answers when it is journaled, or says what is wrong with it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response take(String body) throws InterruptedException {
    Fact fact;
    try {
      fact = FromOutside.read(body);
    } catch (JsonProcessingException e) {
      REFUSED.incrementAndGet();
      throw Problem.malformed(e);
    } catch (IllegalArgumentException e) {
      REFUSED.incrementAndGet();
      throw Problem.of(400, "Malformed observation", String.valueOf(e.getMessage()));
    }
    if (service.remediator().inventory().component(fact.component()).isEmpty()) {
      REFUSED.incrementAndGet();
      throw Problem.of(
          400, "Unknown component", "the inventory has no component " + fact.component());
    }
    return Json.accepted(service, fact);
  }

  /** How many observations were refused since the start. */
  static long refused() {
    return REFUSED.get();
  }
}
