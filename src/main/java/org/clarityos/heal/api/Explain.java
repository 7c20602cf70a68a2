package org.clarityos.heal.api;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import org.clarityos.heal.Service;
import org.clarityos.heal.explain.Explanations;
import org.clarityos.heal.explain.NotKnown;
import org.clarityos.heal.journal.FactJson;

/** Why something was concluded, and why a rule did not hold: {@code /api/v1/explain}. */
@Path("/api/v1/explain")
@Produces(MediaType.APPLICATION_JSON)
public class Explain {
  private final Service service;

  /** The answers of the service's pipeline. */
  public Explain(Service service) {
    this.service = service;
  }

  /**
   * The tree of firings behind an incident or a decision; with a component, behind the diagnosis of
   * the known issue that the id names.
   */
  @GET
  @Path("why/{id}")
  public String why(
      @PathParam("id") String id, @QueryParam("component") @DefaultValue("") String component) {
    try {
      Explanations explanations = service.remediator().explanations();
      return json(component.isEmpty() ? explanations.why(id) : explanations.why(id, component));
    } catch (NotKnown e) {
      throw notKnown(e);
    }
  }

  /** Which pattern of a rule fails on which nearest facts; {@code at} is an ISO time, now when not said. */
  @GET
  @Path("why-not")
  public String whyNot(
      @QueryParam("rule") @DefaultValue("") String rule,
      @QueryParam("component") @DefaultValue("") String component,
      @QueryParam("at") @DefaultValue("") String at) {
    if (rule.isEmpty() || component.isEmpty()) {
      throw Problem.of(400, "Incomplete question", "rule and component must be said");
    }
    try {
      long time = at.isEmpty() ? Long.MAX_VALUE : Instant.parse(at).toEpochMilli();
      return json(service.remediator().explanations().whyNot(rule, component, time));
    } catch (DateTimeException e) {
      throw Problem.of(
          400, "Malformed time", "at is \"" + at + "\"; it reads 2026-11-25T20:40:00Z");
    } catch (NotKnown e) {
      throw notKnown(e);
    }
  }

  private static String json(Object answer) {
    return FactJson.mapper().valueToTree(answer).toString();
  }

  private static WebApplicationException notKnown(NotKnown e) {
    return Problem.of(404, "Unknown " + e.what(), String.valueOf(e.getMessage()));
  }
}
