package org.clarityos.heal.fact;

/**
 * A component's need of another one to do its work.
 *
 * @param component the dependant
 * @param dependency what it needs
 */
public record DependsOn(String component, String dependency) implements State {
  /** The dependant's host, {@code tenant/site/host}. */
  public String host() {
    return component.substring(0, Math.max(0, component.lastIndexOf('/')));
  }

  /** The dependant's failure domain, {@code tenant/site}. */
  public String site() {
    String host = host();
    return host.substring(0, Math.max(0, host.lastIndexOf('/')));
  }

  @Override
  public String key() {
    return "depends|" + component + "|" + dependency;
  }
}
