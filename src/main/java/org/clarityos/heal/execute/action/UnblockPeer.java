package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code firewall.unblock}. */
public final class UnblockPeer extends Described<UnblockPeer.Parameters> {
  /**
   * Who is let in again.
   *
   * @param peer the address or network, as it was blocked
   */
  public record Parameters(@JsonProperty(required = true) String peer) {
    /** Checks that it can be read. */
    public Parameters {
      Network.of(peer);
    }
  }

  /** The action. */
  public UnblockPeer() {
    super(
        "firewall.unblock",
        "Lets a peer in again that firewall.block had blocked; the undo blocks it for the time that was left.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    Network peer = Networks.allowed(context, parameters.peer());
    Firewall.left(peer, context)
        .ifPresent(left -> registered.put("peer", peer.text()).put("left", left.toSeconds()));
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.NETWORK);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = Networks.allowed(context, parameters.peer());
    return Firewall.left(peer, context)
        .map(
            left ->
                Preview.of("lets " + peer.text() + " in again")
                    .undoneBy("blocks it for the time that was left")
                    .seeing("now: blocked for " + left.toSeconds() + " s"))
        .orElse(Preview.of("changes nothing: " + peer.text() + " is not blocked"));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = Networks.allowed(context, parameters.peer());
    if (Firewall.left(peer, context).isEmpty()) {
      return peer.text() + " is not blocked";
    }
    Firewall.unblock(peer, context);
    return "let " + peer.text() + " in again";
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    if (!registered.has("peer")) {
      return "nothing had been let in";
    }
    Duration left = Duration.ofSeconds(registered.path("left").asLong());
    Firewall.block(Network.of(registered.path("peer").asText()), left, context);
    return "blocked it for the " + left.toSeconds() + " s that were left";
  }
}
