package org.clarityos.heal.fact;

/**
 * The condition of one configuration file of a component.
 *
 * @param component the component
 * @param path the file
 * @param status its condition
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record ConfigState(String component, String path, Status status, long since, String source)
    implements State {
  @Override
  public String key() {
    return "config|" + component + "|" + path;
  }

  /** The condition of a configuration file. */
  public enum Status {
    /** Its bytes are the last good ones. */
    GOOD,
    /** It was changed, its validator passes, and it has not proven itself yet. */
    CHANGED,
    /** Its validator or schema refuses it. */
    INVALID,
    /** The file is not there. */
    MISSING
  }
}
