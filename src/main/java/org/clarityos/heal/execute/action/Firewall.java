package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;

/**
 * The nftables table of our own: two sets of peers, each with an expiry that the kernel keeps also when we are gone, and a
 * rule that drops what comes from them. Nobody else's rules are touched.
 */
final class Firewall {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE =
      """
      add table inet clarity
      add set inet clarity blocked4 { type ipv4_addr; flags interval, timeout; }
      add set inet clarity blocked6 { type ipv6_addr; flags interval, timeout; }
      add chain inet clarity input { type filter hook input priority -10; policy accept; }
      add rule inet clarity input ip saddr @blocked4 counter drop
      add rule inet clarity input ip6 saddr @blocked6 counter drop
      """;

  private Firewall() {}

  /** For how long a peer is still blocked; empty when it is not. */
  static Optional<Duration> left(Network peer, ActionContext context)
      throws ActionFailed, InterruptedException {
    var result = Programs.ask(context, "nft", "-j", "list", "set", "inet", "clarity", set(peer));
    if (result.exitCode() != 0) {
      return Optional.empty();
    }
    try {
      for (JsonNode entry : JSON.readTree(result.output()).path("nftables")) {
        for (JsonNode member : entry.path("set").path("elem")) {
          JsonNode element = member.path("elem");
          if (same(peer, element.path("val"))) {
            return Optional.of(Duration.ofSeconds(Math.max(1, element.path("expires").asLong())));
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new ActionFailed("nft said what is no JSON: " + Programs.words(result), e);
    }
    return Optional.empty();
  }

  private static boolean same(Network peer, JsonNode value) {
    JsonNode prefix = value.path("prefix");
    String text =
        prefix.isMissingNode()
            ? value.asText()
            : prefix.path("addr").asText() + "/" + prefix.path("len").asText();
    Network other = Network.of(text);
    return other.length() == peer.length() && other.address().equals(peer.address());
  }

  /** Blocks a peer for a time from now on. */
  static void block(Network peer, Duration time, ActionContext context)
      throws ActionFailed, InterruptedException {
    if (Programs.ask(context, "nft", "list", "table", "inet", "clarity").exitCode() != 0) {
      Programs.run(context, "nft", TABLE);
    }
    // An element that is there keeps its expiry; it is taken out and put in within one transaction.
    String out = left(peer, context).isPresent() ? element("delete", peer, "") + "\n" : "";
    String in = element("add", peer, " timeout " + Math.max(1, time.toSeconds()) + "s");
    Programs.run(context, "nft", out + in);
  }

  /** Lets a peer in again. */
  static void unblock(Network peer, ActionContext context)
      throws ActionFailed, InterruptedException {
    Programs.run(context, "nft", element("delete", peer, ""));
  }

  private static String element(String what, Network peer, String timeout) {
    return what + " element inet clarity " + set(peer) + " { " + peer.text() + timeout + " }";
  }

  private static String set(Network peer) {
    return peer.six() ? "blocked6" : "blocked4";
  }
}
