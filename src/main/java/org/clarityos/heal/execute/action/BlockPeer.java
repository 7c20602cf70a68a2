package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code firewall.block}. */
public final class BlockPeer extends Described<BlockPeer.Parameters> {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * Who is blocked for how long.
   *
   * @param peer the address or network
   * @param time the time, after which the kernel lets it in again by itself: a minute to a day
   */
  public record Parameters(
      @JsonProperty(required = true) String peer, @JsonProperty(required = true) Duration time) {
    /** Checks both. */
    public Parameters {
      Network.of(peer);
      if (time == null || time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("time is " + time + "; it is between 1m and 24h");
      }
    }
  }

  /** The action. */
  public BlockPeer() {
    super(
        "firewall.block",
        "Drops what a peer of an allowed network sends to this host, for a limited time; the undo lets it in again.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = allowed(parameters, context);
    return JsonNodeFactory.instance
        .objectNode()
        .put("peer", parameters.peer())
        .put("left", Firewall.left(peer, context).map(Duration::toSeconds).orElse(0L));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.NETWORK);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = allowed(parameters, context);
    String left =
        Firewall.left(peer, context)
            .map(time -> "now: blocked for " + time.toSeconds() + " s")
            .orElse("now: not blocked");
    return Preview.of(
            "drops what " + peer.text() + " sends, for " + parameters.time().toSeconds() + " s")
        .undoneBy("lets it in again, or blocks it for the time that was left")
        .seeing(left);
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Firewall.block(allowed(parameters, context), parameters.time(), context);
    return "blocked " + parameters.peer() + " for " + parameters.time().toSeconds() + " s";
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = Network.of(registered.path("peer").asText());
    long left = registered.path("left").asLong();
    if (left > 0) {
      Firewall.block(peer, Duration.ofSeconds(left), context);
      return peer.text() + " is blocked for " + left + " s, as before";
    }
    if (Firewall.left(peer, context).isPresent()) {
      Firewall.unblock(peer, context);
    }
    return "let " + peer.text() + " in again";
  }

  /** Nobody blocks the host itself, or the way to everybody else. */
  private static Network allowed(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Network peer = Networks.allowed(context, parameters.peer());
    for (Networks.Own own : Networks.own(context)) {
      if (peer.holds(own.address())) {
        throw new ActionFailed(
            peer.text() + " holds " + own.text() + ", an address of this host on " + own.device());
      }
    }
    if (peer.address().isLoopbackAddress()) {
      throw new ActionFailed(peer.text() + " is this host");
    }
    String routes =
        Programs.run(context, "ip", peer.six() ? "-6" : "-4", "route", "show", "default");
    String[] words = routes.split("\\s+");
    for (int i = 0; i + 1 < words.length; i++) {
      if ("via".equals(words[i]) && peer.holds(Network.address(words[i + 1]))) {
        throw new ActionFailed(peer.text() + " holds " + words[i + 1] + ", the default gateway");
      }
    }
    return peer;
  }
}
