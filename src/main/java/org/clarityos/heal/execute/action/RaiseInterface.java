package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.InterfaceState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/** The action {@code interface.up}. */
public final class RaiseInterface extends Described<Action.None> {
  /** The action. */
  public RaiseInterface() {
    super(
        "interface.up",
        "Brings a network interface up; the undo takes it down again if it was down.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(InterfaceState.class, "up", true));
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = Networks.device(context);
    return JsonNodeFactory.instance
        .objectNode()
        .put("interface", device)
        .put("up", flags(device, context).contains("UP"));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.NETWORK);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = Networks.device(context);
    return flags(device, context).contains("UP")
        ? Preview.of("changes nothing: " + device + " is up")
        : Preview.of("brings " + device + " up").undoneBy("takes it down again");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    String device = Networks.device(context);
    Programs.run(context, "ip", "link", "set", "dev", device, "up");
    List<String> flags = flags(device, context);
    if (!flags.contains("UP")) {
      throw new ActionFailed(device + " stays down though ip brought it up; its driver may be ill");
    }
    // A cable may take seconds to be noticed: whether it is seen up is what verification asks.
    String carrier = flags.contains("NO-CARRIER") ? "; it has no carrier yet" : "";
    return "brought up " + device + carrier;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = registered.path("interface").asText();
    if (registered.path("up").asBoolean()) {
      return device + " was up before";
    }
    Programs.run(context, "ip", "link", "set", "dev", device, "down");
    return "took down " + device;
  }

  /** The flags of an interface, which ip writes between angle brackets. */
  private static List<String> flags(String device, ActionContext context)
      throws ActionFailed, InterruptedException {
    String line = Programs.run(context, "ip", "-o", "link", "show", "dev", device);
    return List.of(line.substring(line.indexOf('<') + 1, line.indexOf('>')).split(",", -1));
  }
}
