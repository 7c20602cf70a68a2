package org.clarityos.heal.execute.action;

import java.net.InetAddress;
import java.util.List;

/** What network actions share: the interface acted on, and what the inventory allows. */
final class Networks {
  private static final String KIND = "interface";

  private Networks() {}

  /** The name of the interface that the component is. */
  static String device(ActionContext context) throws ActionFailed {
    if (!KIND.equals(context.component().kind())) {
      throw new ActionFailed(
          context.component().id()
              + " is no network interface; such a component is interface:NAME");
    }
    return context.component().id().substring(KIND.length() + 1);
  }

  /** A network all of which the inventory allows. */
  static Network allowed(ActionContext context, String text) throws ActionFailed {
    Network network = network(text);
    for (String allowed : context.component().allows().networks()) {
      if (network(allowed).holds(network)) {
        return network;
      }
    }
    throw new ActionFailed(
        text
            + " is in none of the networks that the inventory allows for "
            + context.component().id()
            + ": "
            + context.component().allows().networks());
  }

  private static Network network(String text) throws ActionFailed {
    try {
      return Network.of(text);
    } catch (IllegalArgumentException e) {
      throw new ActionFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /** The addresses of this host, with the interface of each. */
  static List<Own> own(ActionContext context) throws ActionFailed, InterruptedException {
    // A line reads: 2: eth0    inet 10.0.0.1/24 brd … or, between two ends, inet A peer B/24.
    return Programs.run(context, "ip", "-o", "address", "show")
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 3 && words[2].startsWith("inet"))
        .map(words -> new Own(words[1], words[3]))
        .toList();
  }

  /**
   * An address of this host.
   *
   * @param device its interface
   * @param text the address with the length of its network
   */
  record Own(String device, String text) {
    InetAddress address() {
      return Network.address(text.replaceFirst("/.*", ""));
    }
  }
}
