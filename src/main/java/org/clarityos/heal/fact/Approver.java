package org.clarityos.heal.fact;

/**
 * Whose answer counts about a component; an operator's, where nothing is said.
 *
 * @param component the component
 * @param role the role that a person needs at least
 */
public record Approver(String component, Role role) implements State {
  /** Whether a person of a role may not answer. */
  public boolean bars(Role other) {
    return other.compareTo(role) < 0;
  }

  @Override
  public String key() {
    return "approver|" + component;
  }
}
