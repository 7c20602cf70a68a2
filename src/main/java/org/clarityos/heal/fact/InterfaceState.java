package org.clarityos.heal.fact;

/**
 * Whether a network interface is up.
 *
 * @param component the interface
 * @param up whether its operational state is up
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record InterfaceState(String component, boolean up, long since, String source)
    implements State {
  @Override
  public String key() {
    return "interface|" + component;
  }
}
