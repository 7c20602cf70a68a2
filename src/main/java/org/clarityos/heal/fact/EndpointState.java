package org.clarityos.heal.fact;

/**
 * What a user of a component gets from one of its probes.
 *
 * @param component the component asked
 * @param probe the probe's name in the inventory
 * @param status the answer's class
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record EndpointState(
    String component, String probe, Status status, long since, String source) implements State {
  @Override
  public String key() {
    return "endpoint|" + component + "|" + probe;
  }

  /** The class of a probe's answers; one wrong answer is enough to change it. */
  public enum Status {
    /** The expected answer in the expected time. */
    UP,
    /** The expected answer, later than the probe's objective. */
    SLOW,
    /** Nobody accepts connections. */
    REFUSED,
    /** No answer within the probe's time-out. */
    TIMEOUT,
    /** An answer that says the server failed (HTTP 5xx, a failed command). */
    ERROR,
    /** An answer that is not the expected one (status below 500, or body). */
    WRONG
  }
}
