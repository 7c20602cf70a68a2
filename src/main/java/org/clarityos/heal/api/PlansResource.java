package org.clarityos.heal.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.clarityos.heal.Plans;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.execute.DryRun;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.playbook.Playbook;

/** Plans: those that were started, and what those to come would do: {@code /api/v1/plans}. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public class PlansResource {
  private static final int MOST = 1000;
  private final Service service;

  /** The plans of the service's pipeline. */
  public PlansResource(Service service) {
    this.service = service;
  }

  /** The newest plans that were started, oldest first. */
  @GET
  public String started() {
    var newest = AuditFilter.newest(MOST).ofKind("execution");
    return Json.records(service.remediator().audit().find(newest)).toString();
  }

  /**
   * A playbook on a component.
   *
   * @param component the component's full id
   * @param playbook the playbook's id
   */
  public record Asked(String component, String playbook) {}

  /** What a playbook would do on a component, step by step; nothing is done. */
  @POST
  @Path("dry-run")
  @Consumes(MediaType.APPLICATION_JSON)
  public String dryRun(Asked asked) throws InterruptedException {
    if (asked == null || asked.component() == null || asked.playbook() == null) {
      throw Problem.of(400, "Incomplete question", "component and playbook must be said");
    }
    Plans plans = service.remediator().plans();
    Playbook playbook =
        plans
            .playbook(asked.playbook())
            .orElseThrow(
                () ->
                    Problem.of(
                        404,
                        "Unknown playbook",
                        "there is no playbook %s; there are %s"
                            .formatted(asked.playbook(), plans.ids())));
    return json(plans
            .dryRun(playbook, asked.component())
            .orElseThrow(() -> unknown(asked.component())))
        .toString();
  }

  /** What the service would do now about every live incident of a tenant, site, host or component. */
  @GET
  @Path("now")
  public String now(@QueryParam("site") @DefaultValue("") String site) throws InterruptedException {
    Inventory inventory = service.remediator().inventory();
    if (!site.isEmpty()
        && inventory.components().stream()
            .map(inventory::id)
            .noneMatch(id -> id.equals(site) || id.startsWith(site + "/"))) {
      throw unknown(site);
    }
    ArrayNode all = FactJson.mapper().createArrayNode();
    service.remediator().plans().now(site).forEach(proposal -> all.add(json(proposal)));
    return all.toString();
  }

  /** What the service would do now about one live incident. */
  @GET
  @Path("now/{incident}")
  public String about(@PathParam("incident") String incident) throws InterruptedException {
    return json(service
            .remediator()
            .plans()
            .about(incident)
            .orElseThrow(
                () ->
                    Problem.of(404, "No such incident", "no live incident has the id " + incident)))
        .toString();
  }

  private WebApplicationException unknown(String name) {
    Inventory inventory = service.remediator().inventory();
    List<String> ids = inventory.components().stream().map(inventory::id).toList();
    return Problem.of(
        404, "Unknown component", "there is nothing called %s; there are %s".formatted(name, ids));
  }

  static ObjectNode json(Plans.Proposal proposal) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.set("incident", FactJson.write(proposal.incident()));
    proposal.candidate().ifPresent(candidate -> node.set("candidate", FactJson.write(candidate)));
    ArrayNode others = node.putArray("others");
    proposal.others().forEach(others::add);
    proposal.decision().ifPresent(decision -> node.set("decision", FactJson.write(decision)));
    facts(node.putArray("guards"), proposal.guards());
    facts(node.putArray("restraints"), proposal.restraints());
    proposal
        .asks()
        .ifPresent(
            asked ->
                node.putObject("asks")
                    .put("role", asked.role().name())
                    .put("until", asked.until()));
    proposal.dryRun().ifPresent(dryRun -> node.set("dryRun", json(dryRun)));
    return node;
  }

  private static void facts(ArrayNode to, List<? extends Fact> facts) {
    facts.forEach(fact -> to.add(FactJson.write(fact)));
  }

  private static ObjectNode json(DryRun dryRun) {
    ObjectNode node = FactJson.mapper().valueToTree(dryRun);
    return node.put("hash", dryRun.hash());
  }
}
