package org.clarityos.heal.fact;

/**
 * The story of one illness of one component, from first observation to resolution.
 *
 * @param component the component that is ill
 * @param id its id, a hash of known issue, component and the opening sequence number
 * @param knownIssue what it is ill with
 * @param status where the story stands
 * @param attempt which attempt to heal it this is, from 1
 * @param since since when this status and attempt hold, in milliseconds since the epoch
 */
public record Incident(
    String component, String id, String knownIssue, Status status, int attempt, long since)
    implements State {

  /** Where an incident stands. */
  public enum Status {
    /** Diagnosed, nothing running. */
    OPEN,
    /** A plan is running or being verified. */
    RECOVERING,
    /** Healed and verified. */
    HEALED,
    /** Gone without our doing. */
    GONE,
    /** Handed to a person; nothing more is tried. */
    ESCALATED
  }

  /** A new incident, opened in a batch. */
  public static Incident open(String component, String knownIssue, Batch batch) {
    String id = Ids.of("incident", knownIssue, component, Long.toString(batch.sequence()));
    return new Incident(component, id, knownIssue, Status.OPEN, 1, batch.at());
  }

  /** Whether the story goes on. */
  public boolean live() {
    return status == Status.OPEN || status == Status.RECOVERING;
  }

  @Override
  public String key() {
    return "incident|" + component + "|" + knownIssue;
  }
}
