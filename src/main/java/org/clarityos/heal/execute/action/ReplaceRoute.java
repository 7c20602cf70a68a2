package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code route.replace}. */
public final class ReplaceRoute extends Described<ReplaceRoute.Parameters> {
  /**
   * Which way packets take.
   *
   * @param to the network they go to; {@code 0.0.0.0/0} or {@code ::/0} is the default route
   * @param via the address of the gateway, reached through the interface
   */
  public record Parameters(
      @JsonProperty(required = true) String to, @JsonProperty(required = true) String via) {
    /** Checks that both can be read. */
    public Parameters {
      if (Network.of(to).six() != Network.of(via).six()) {
        throw new IllegalArgumentException(to + " is not reached via " + via + ": IPv4 and IPv6");
      }
      if (via.contains("/")) {
        throw new IllegalArgumentException("via is \"" + via + "\"; it is one address");
      }
    }

    private String family() {
      return Network.of(to).six() ? "-6" : "-4";
    }
  }

  /** The action. */
  public ReplaceRoute() {
    super(
        "route.replace",
        "Sets the route to an allowed network through the interface; the undo puts the old one back, or none.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters, context);
    return JsonNodeFactory.instance
        .objectNode()
        .put("family", parameters.family())
        .put("to", parameters.to())
        .put("before", route(parameters.family(), parameters.to(), context));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.NETWORK);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters, context);
    String before = route(parameters.family(), parameters.to(), context);
    return Preview.of(
            "sets the route to %s via %s on %s, where now is %s"
                .formatted(
                    parameters.to(),
                    parameters.via(),
                    Networks.device(context),
                    before.isEmpty() ? "none" : before))
        .undoneBy(before.isEmpty() ? "takes it away" : "puts back " + before);
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters, context);
    String device = Networks.device(context);
    replace(
        context,
        parameters.family(),
        List.of(parameters.to(), "via", parameters.via(), "dev", device));
    return "set the route to " + parameters.to() + " via " + parameters.via() + " on " + device;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    String family = registered.path("family").asText();
    String to = registered.path("to").asText();
    String before = registered.path("before").asText();
    if (!before.isEmpty()) {
      replace(context, family, List.of(before.split(" ")));
      return "put back the route " + before;
    }
    if (!route(family, to, context).isEmpty()) {
      Programs.run(context, "ip", family, "route", "delete", to);
    }
    return "took away the route to " + to;
  }

  private static void allowed(Parameters parameters, ActionContext context) throws ActionFailed {
    Networks.device(context);
    Networks.allowed(context, parameters.to());
    Networks.allowed(context, parameters.via());
  }

  private static void replace(ActionContext context, String family, List<String> route)
      throws ActionFailed, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("ip", family, "route", "replace"));
    arguments.addAll(route);
    Programs.run(context, arguments.toArray(new String[0]));
  }

  /** The route of no metric to a network, which is the one that a replacement replaces; empty when there is none. */
  private static String route(String family, String to, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Programs.run(context, "ip", family, "route", "show", "exact", to)
        .lines()
        // What the kernel notes about a route is not part of it.
        .map(line -> line.replaceAll("\\b(linkdown|dead|onlink)\\b", "").strip())
        .map(line -> line.replaceAll("\\s+", " "))
        .filter(line -> !line.contains(" metric "))
        .findFirst()
        .orElse("");
  }
}
