package org.clarityos.heal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.Service;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.ConfigChanged;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.InterfaceState;
import org.clarityos.heal.fact.KernelMessage;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.journal.FactJson;

/** The door for other people's observations: {@code /api/v1/observations}. */
@Path("/api/v1/observations")
@Produces(MediaType.APPLICATION_JSON)
public class Observations {
  private static final Set<Class<? extends Fact>> TYPES =
      Set.of(
          Sample.class,
          LogMatch.class,
          ProcessExited.class,
          ConfigChanged.class,
          KernelMessage.class,
          Finding.class,
          EndpointState.class,
          ProcessState.class,
          ConfigState.class,
          FilesystemState.class,
          InterfaceState.class,
          ListenerState.class,
          PidFileState.class,
          CertificateState.class,
          OtherHands.class);
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
      fact = FactJson.read(FactJson.mapper().readTree(body));
    } catch (JsonProcessingException e) {
      REFUSED.incrementAndGet();
      var at = e.getLocation();
      String place =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
      throw Problem.of(400, "Malformed JSON", place + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      REFUSED.incrementAndGet();
      throw Problem.of(400, "Malformed observation", String.valueOf(e.getMessage()));
    }
    if (!TYPES.contains(fact.getClass())) {
      REFUSED.incrementAndGet();
      throw Problem.of(
          400,
          "Not an observation",
          fact.getClass().getSimpleName() + " does not enter from outside");
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
