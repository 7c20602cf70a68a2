package org.clarityos.heal.fact;

/**
 * Whether there is space for copies of what a component's plans would change.
 *
 * @param component the component
 * @param enough whether its data and its configuration fit where executions keep copies, and something stays free beside them
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record SpaceState(String component, boolean enough, long since, String source)
    implements State {
  @Override
  public String key() {
    return "space|" + component;
  }
}
