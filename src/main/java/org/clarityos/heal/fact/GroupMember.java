package org.clarityos.heal.fact;

/**
 * Membership of a component in a group of like components that share the work.
 *
 * @param component the member
 * @param group the group's name
 * @param minimumHealthy how many members must stay healthy at any time
 */
public record GroupMember(String component, String group, int minimumHealthy) implements State {
  @Override
  public String key() {
    return "group|" + group + "|" + component;
  }
}
