package org.clarityos.heal.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.PackLifecycle;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.Turn;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.RuleState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;

/** The rule packs of a service and their life: {@code /api/v1/packs}. */
@Path("/api/v1/packs")
@Produces(MediaType.APPLICATION_JSON)
public class Packs {
  private final Service service;

  /** The packs of the service's pipeline. */
  public Packs(Service service) {
    this.service = service;
  }

  /** The active packs, and what is left out of them. */
  @GET
  public String list() {
    ObjectNode answer = FactJson.mapper().createObjectNode();
    Map<String, RuleBase.RuleInfo> packs = new TreeMap<>();
    RuleBase base = service.remediator().ruleBase();
    base.rules().values().forEach(rule -> packs.put(rule.pack(), rule));
    ArrayNode active = answer.putArray("active");
    packs.forEach(
        (version, rule) -> active.addObject().put("pack", version).put("hash", rule.hash()));
    ArrayNode changes = answer.putArray("changes");
    for (State state : service.remediator().shard().states()) {
      if (state instanceof PackState || state instanceof RuleState) {
        changes.add(FactJson.write(state));
      }
    }
    return answer.toString();
  }

  /** The session in shadow: what it concluded that the active one did not, and the other way round. */
  @GET
  @Path("shadow")
  public String shadow() {
    Turn.Progress progress =
        service
            .remediator()
            .shard()
            .shadow()
            .orElseThrow(() -> Problem.of(404, "No shadow", "no session runs in shadow"));
    ObjectNode answer = FactJson.mapper().valueToTree(progress);
    service
        .remediator()
        .packs()
        .candidate()
        .ifPresent(c -> answer.put("candidate", c.version()).put("by", c.by()));
    return answer.toString();
  }

  /**
   * A pack that is submitted.
   *
   * @param files its files, by name
   * @param by who submits it
   */
  public record Submission(Map<String, String> files, String by) {}

  /** Something that changes which packs run. */
  private interface Change {
    long make()
        throws PackInvalid, YamlInvalid, IOException, PackLifecycle.Refused, InterruptedException;
  }

  /** Checks a pack, runs its cases and lets it run in shadow; says everything that is wrong with it. */
  @POST
  @Path("{pack}")
  @Consumes(MediaType.APPLICATION_JSON)
  public String submit(@PathParam("pack") String pack, Submission submission)
      throws InterruptedException {
    if (submission == null
        || submission.files() == null
        || submission.files().isEmpty()
        || submission.by() == null
        || submission.by().isBlank()) {
      throw Problem.of(400, "Incomplete pack", "files, by name, and by must be said");
    }
    return change(
        () -> {
          service.remediator().submit(pack, submission.files(), submission.by());
          return 0;
        });
  }

  /**
   * Lets the candidate take over, once all cases of all packs hold over it.
   *
   * @param first the host or component that it may act on first; without it, all at once
   * @param percent how many hosts of a hundred come next
   */
  @POST
  @Path("shadow/promote")
  public String promote(
      @QueryParam("by") String by,
      @QueryParam("reason") String reason,
      @QueryParam("first") @DefaultValue("") String first,
      @QueryParam("percent") @DefaultValue("25") int percent)
      throws InterruptedException {
    said(by, reason);
    if (percent < 1 || percent > 100) {
      throw Problem.of(400, "Incomplete request", "percent is " + percent + "; it is 1 to 100");
    }
    known(first);
    PackLifecycle.Reach reach = new PackLifecycle.Reach(first, percent);
    return change(() -> service.remediator().packs().promote(by, reason, reach));
  }

  private void known(String first) {
    Inventory inventory = service.remediator().inventory();
    boolean known =
        first.isEmpty()
            || inventory.components().stream()
                .map(inventory::id)
                .anyMatch(id -> id.equals(first) || id.startsWith(first + "/"));
    if (!known) {
      throw Problem.of(400, "Unknown host", "the inventory has no host or component " + first);
    }
  }

  /** Ends the candidate's run in shadow. */
  @DELETE
  @Path("shadow")
  public String dismiss(@QueryParam("by") String by, @QueryParam("reason") String reason)
      throws InterruptedException {
    said(by, reason);
    return change(() -> service.remediator().packs().dismiss(by, reason));
  }

  /** Lets the packs before the last promotion take over again. */
  @POST
  @Path("revert")
  public String revert(@QueryParam("by") String by, @QueryParam("reason") String reason)
      throws InterruptedException {
    said(by, reason);
    return change(() -> service.remediator().packs().revert(by, reason));
  }

  private static void said(String by, String reason) {
    if (by == null || by.isBlank() || reason == null || reason.isBlank()) {
      throw Problem.of(400, "Incomplete request", "by and reason must be said");
    }
  }

  private static String change(Change change) throws InterruptedException {
    try {
      long sequence = change.make();
      return FactJson.mapper().createObjectNode().put("sequence", sequence).toString();
    } catch (PackInvalid | YamlInvalid e) {
      throw Problem.of(422, "Pack refused", String.valueOf(e.getMessage()));
    } catch (PackLifecycle.Refused e) {
      throw Problem.of(409, "Not now", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw Problem.of(500, "Not kept", "the pack cannot be kept: " + e.getMessage());
    }
  }
}
