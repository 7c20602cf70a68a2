package org.clarityos.heal.fact;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * What an execution achieved.
 *
 * @param component the component acted on
 * @param incident the incident's id
 * @param attempt which attempt of the incident, from 1
 * @param playbook the playbook that ran
 * @param result what it achieved
 * @param at when it ended, in milliseconds since the epoch
 */
@Role(Role.Type.EVENT)
@Timestamp("at")
@Expires("1h")
public record Outcome(
    String component, String incident, int attempt, String playbook, Result result, long at)
    implements Event {
  /** What an execution achieved, as seen by re-observation and not by exit codes. */
  public enum Result {
    /** Verified over the stability window. */
    HEALED,
    /** Not verified; what could be undone was undone. */
    NOT_HEALED,
    /** The component or a dependant is worse than before and could not be put back. */
    WORSE,
    /** The illness had gone when the plan was to start; nothing was done. */
    NOTHING_TO_DO,
    /** Stopped by the brake or by other hands; what could be undone was undone. */
    STOPPED,
    /** It is not known whether a step that must not repeat ran; a person has to look. */
    UNCERTAIN
  }
}
