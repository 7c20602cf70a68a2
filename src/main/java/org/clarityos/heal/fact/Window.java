package org.clarityos.heal.fact;

/**
 * A time in which less is done, or in which a change is allowed.
 *
 * @param component the scope: the empty string for everything, else a tenant, site, host or component
 * @param name its name, unique within the scope
 * @param kind what it means
 * @param knownIssue the known issue it is about; the empty string for all
 * @param from when it begins, in milliseconds since the epoch
 * @param until when it ends, in milliseconds since the epoch
 * @param reason why, in a person's words; the ticket of a change
 * @param by who opened, or closed it: a person, or {@code inventory}
 */
public record Window(
    String component,
    String name,
    Kind kind,
    String knownIssue,
    long from,
    long until,
    String reason,
    String by)
    implements State {
  /** Who opened a window that the inventory declares. */
  public static final String INVENTORY = "inventory";

  @Override
  public String key() {
    return "window|" + component + "|" + name;
  }

  /** What a window means. */
  public enum Kind {
    /** Somebody works there: nothing is done until it ends, and then looked at anew. */
    MAINTENANCE,
    /** Nobody wants to hear of it: nothing is done and nobody asked until it ends. */
    SILENCE,
    /** Changes are frozen: a person is asked before anything is done. */
    FREEZE,
    /** A change ticket is open: what needs one may be done. */
    CHANGE
  }
}
