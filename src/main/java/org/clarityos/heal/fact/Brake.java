package org.clarityos.heal.fact;

/**
 * The brake pulled on a scope: no new step starts there.
 *
 * @param component the scope: the empty string for everything, else a tenant, site or component id
 *     prefix
 * @param reason why, in a person's words
 * @param until when it ends by itself, in milliseconds since the epoch
 * @param by who pulled it
 */
public record Brake(String component, String reason, long until, String by) implements State {
  @Override
  public String key() {
    return "brake|" + component;
  }
}
