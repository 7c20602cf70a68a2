package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code interface.add-address}. */
public final class AddAddress extends Described<AddAddress.Parameters> {
  /**
   * Which address.
   *
   * @param address with the length of its network, for example {@code 10.0.0.7/24}
   */
  public record Parameters(@JsonProperty(required = true) String address) {
    /** Checks that it says its length. */
    public Parameters {
      if (address == null || !address.matches("[0-9a-fA-F:.]+/\\d{1,3}")) {
        throw new IllegalArgumentException(
            "address is \"" + address + "\"; it reads 10.0.0.7/24, with the length of its network");
      }
    }
  }

  /** The action. */
  public AddAddress() {
    super(
        "interface.add-address",
        "Gives a network interface an address that the inventory allows; the undo takes it away again.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    if (holder(allowed(parameters, context), context).isEmpty()) {
      registered.put("interface", Networks.device(context)).put("address", parameters.address());
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.NETWORK);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = Networks.device(context);
    return holder(parameters, context).isPresent()
        ? Preview.of("changes nothing: " + device + " has " + parameters.address() + " already")
        : Preview.of("gives " + device + " the address " + parameters.address())
            .undoneBy("takes it away again");
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = Networks.device(context);
    if (holder(parameters, context).isPresent()) {
      return device + " has " + parameters.address() + " already";
    }
    Programs.run(context, "ip", "address", "add", parameters.address(), "dev", device);
    return "gave " + device + " the address " + parameters.address();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = registered.path("interface").asText();
    String address = registered.path("address").asText();
    if (device.isEmpty() || !Networks.own(context).contains(new Networks.Own(device, address))) {
      return "no address to take away";
    }
    Programs.run(context, "ip", "address", "delete", address, "dev", device);
    return "took " + address + " away from " + device;
  }

  private static InetAddress allowed(Parameters parameters, ActionContext context)
      throws ActionFailed {
    return Networks.allowed(context, parameters.address().replaceFirst("/.*", "")).address();
  }

  /** The interface, if it has the address; where another one has it, it is not for us. */
  private static Optional<String> holder(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Optional<String> holder = holder(allowed(parameters, context), context);
    if (holder.isPresent() && !holder.get().equals(Networks.device(context))) {
      throw new ActionFailed(parameters.address() + " is an address of " + holder.get());
    }
    return holder;
  }

  /** The interface of this host that has an address. */
  private static Optional<String> holder(InetAddress address, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Networks.own(context).stream()
        .filter(own -> own.address().equals(address))
        .map(Networks.Own::device)
        .findFirst();
  }
}
