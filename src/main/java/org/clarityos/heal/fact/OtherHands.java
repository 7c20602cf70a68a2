package org.clarityos.heal.fact;

/**
 * Somebody else at work on a component.
 *
 * @param component the component or scope worked on
 * @param kind what kind of work: {@code deploy}, {@code package-upgrade}, {@code configuration-management}, {@code operator};
 *     {@code person} for somebody at a terminal, {@code service-manager} for one that starts it again
 * @param by who or what, as far as known
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record OtherHands(String component, String kind, String by, long since, String source)
    implements State {
  @Override
  public String key() {
    return "hands|" + component + "|" + kind;
  }
}
