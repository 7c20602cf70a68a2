package org.clarityos.heal.plan;

import java.util.List;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.playbook.Playbook;

/**
 * A playbook bound to one incident: concrete steps, ready to be run.
 *
 * @param component the component's full id
 * @param incident the incident's id
 * @param attempt the attempt, from 1
 * @param knownIssue what it is meant to heal
 * @param playbook the playbook's id
 * @param version the playbook's version and hash
 * @param steps what is to be done, in order; only the safe ones for a safe subset
 * @param pending ids of the steps left out of a safe subset
 * @param verify how it is proven that it helped
 * @param decidedAt when it was released, in milliseconds since the epoch
 */
public record RecoveryPlan(
    String component,
    String incident,
    int attempt,
    String knownIssue,
    String playbook,
    String version,
    List<Playbook.Step> steps,
    List<String> pending,
    Playbook.Verify verify,
    long decidedAt) {
  /** Its id, a hash of its cause. */
  public String id() {
    return id(incident, attempt);
  }

  /** The id of the plan for an attempt of an incident. */
  public static String id(String incident, int attempt) {
    return Ids.of("plan", incident, Integer.toString(attempt));
  }

  /** What it achieved, at a time in milliseconds since the epoch. */
  public Outcome outcome(Outcome.Result result, long at) {
    return new Outcome(component, incident, attempt, playbook, result, at);
  }
}
