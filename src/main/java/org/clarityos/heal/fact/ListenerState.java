package org.clarityos.heal.fact;

/**
 * Who listens on a port that a component declares as its own.
 *
 * @param component the component that declares the port
 * @param port the TCP port
 * @param owner who listens
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record ListenerState(String component, int port, Owner owner, long since, String source)
    implements State {
  @Override
  public String key() {
    return "listener|" + component + "|" + port;
  }

  /** Who listens on a port. */
  public enum Owner {
    /** The component's own processes. */
    OURS,
    /** Another process: the port is squatted. */
    FOREIGN,
    /** Nobody. */
    NOBODY
  }
}
