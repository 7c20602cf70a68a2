package org.clarityos.heal.fact;

/**
 * Whether a component's pid file tells the truth.
 *
 * @param component the component
 * @param status what the file says compared with the process table
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record PidFileState(String component, Status status, long since, String source) implements State {
  @Override
  public String key() {
    return "pidfile|" + component;
  }

  /** What a pid file says, compared with the process table. */
  public enum Status {
    /** It names the component's process. */
    MATCHING,
    /** It names no process, or another one (executable or start time differ). */
    STALE,
    /** There is no file. */
    ABSENT
  }
}
