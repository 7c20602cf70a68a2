package org.clarityos.heal.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.Service;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.journal.FactJson;

/** The components with what holds of them now: {@code /api/v1/components}. */
@Path("/api/v1/components")
@Produces(MediaType.APPLICATION_JSON)
public class Components {
  private final Service service;

  /** The components of the service's pipeline. */
  public Components(Service service) {
    this.service = service;
  }

  /** Every component with its states and what rules derived. */
  @GET
  public String list() {
    var remediator = service.remediator();
    List<Fact> facts = new ArrayList<>(remediator.shard().states());
    facts.addAll(remediator.shard().derived());
    var all = FactJson.mapper().createArrayNode();
    for (Component component : remediator.inventory().components()) {
      String id = remediator.inventory().id(component);
      var node = all.addObject().put("id", id).put("type", component.type());
      var held = node.putArray("facts");
      facts.stream()
          .filter(fact -> fact.component().equals(id))
          .forEach(fact -> held.add(FactJson.write(fact)));
    }
    return all.toString();
  }
}
