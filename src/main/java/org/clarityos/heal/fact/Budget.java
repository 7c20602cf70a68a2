package org.clarityos.heal.fact;

/**
 * How many plans may be released in a scope.
 *
 * @param component the scope: a tenant, a site {@code tenant/site}, a host or a component
 * @param knownIssue the known issue whose plans are counted; the empty string for all
 * @param plansPerHour how many plans policy may release by itself within an hour
 */
public record Budget(String component, String knownIssue, int plansPerHour) implements State {
  @Override
  public String key() {
    return "budget|" + component + "|" + knownIssue;
  }
}
