package org.clarityos.heal.fact;

/**
 * Whether a component's pid file tells the truth.
 *
 * @param component the component
 * @param status what the file says compared with the process table
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record PidFileState(String component, Status status, long since, String source)
    implements State {
  @Override
  public String key() {
    return "pidfile|" + component;
  }

  /** What a pid file says, compared with the process table. */
  public enum Status {
    /** It names the component's process. */
    MATCHING,
    /** It names a living process that is not the component's. */
    STALE,
    /** It names no living process, as after every crash: harmless. */
    LEFT_OVER,
    /** There is no file. */
    ABSENT
  }
}
