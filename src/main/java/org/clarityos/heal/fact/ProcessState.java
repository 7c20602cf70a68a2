package org.clarityos.heal.fact;

/**
 * What has become of a component's main process.
 *
 * @param component the component
 * @param status what it does
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record ProcessState(String component, Status status, long since, String source)
    implements State {
  @Override
  public String key() {
    return "process|" + component;
  }

  /** What a process does. */
  public enum Status {
    /** It runs, or sleeps waiting for work. */
    RUNNING,
    /** It is stopped by a signal or a tracer (state T). */
    PAUSED,
    /** It has ended and its parent has not collected it (state Z). */
    ZOMBIE,
    /** It ended by a fault: a signal that is not a request to stop, or a non-zero exit code. */
    CRASHED,
    /** It ended as asked: exit code 0, or SIGTERM, SIGINT, SIGQUIT or SIGHUP. */
    ENDED,
    /** It is not there, and how it ended was not seen. */
    GONE
  }
}
