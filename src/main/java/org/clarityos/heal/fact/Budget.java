package org.clarityos.heal.fact;

/**
 * How many plans may be released on a site.
 *
 * @param component the site, {@code tenant/site}
 * @param plansPerHour how many plans policy may release by itself within an hour
 */
public record Budget(String component, int plansPerHour) implements State {
  @Override
  public String key() {
    return "budget|" + component;
  }
}
