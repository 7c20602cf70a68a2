package org.clarityos.heal.fact;

/**
 * A component's need of another one to do its work.
 *
 * @param component the dependant
 * @param dependency what it needs
 */
public record DependsOn(String component, String dependency) implements State {
  @Override
  public String key() {
    return "depends|" + component + "|" + dependency;
  }
}
