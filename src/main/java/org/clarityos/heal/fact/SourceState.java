package org.clarityos.heal.fact;

/**
 * Whether a monitor sees what it should see of a component.
 *
 * @param component the component, or the host
 * @param source the monitor
 * @param status whether it sees
 * @param since since when it holds, in milliseconds since the epoch
 */
public record SourceState(String component, String source, Status status, long since)
    implements State {
  @Override
  public String key() {
    return "source|" + component + "|" + source;
  }

  /** Whether a monitor sees. */
  public enum Status {
    /** It has reported within three intervals. */
    ALIVE,
    /** It has not reported for three intervals: what it said is stale. */
    SILENT,
    /** It cannot run here; health says why. */
    UNABLE
  }
}
