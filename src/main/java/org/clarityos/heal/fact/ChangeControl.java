package org.clarityos.heal.fact;

/**
 * A component that is changed only while a change ticket is open for it.
 *
 * @param component the component
 */
public record ChangeControl(String component) implements State {
  @Override
  public String key() {
    return "change-control|" + component;
  }
}
