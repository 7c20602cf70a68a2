package org.clarityos.heal.fact;

/**
 * What the inventory says of a component.
 *
 * @param component its id, {@code tenant/site/host/kind:name}
 * @param site {@code tenant/site}, the failure domain
 * @param kind for example {@code service}, {@code filesystem}, {@code host}
 * @param type the application type, for example {@code nginx}; {@code generic} when unknown
 * @param criticality how much depends on it
 * @param desiredRunning whether it is meant to run now
 * @param managedBy who restarts it when it ends: {@code clarity}, or the name of a service manager
 * @param fenced whether it is protected: never acted on
 * @param autoFix whether its configuration may be repaired without asking
 * @param dependent whether it needs other components
 */
public record ComponentInfo(
    String component,
    String site,
    String kind,
    String type,
    Severity criticality,
    boolean desiredRunning,
    String managedBy,
    boolean fenced,
    boolean autoFix,
    boolean dependent)
    implements State {
  @Override
  public String key() {
    return "component|" + component;
  }
}
