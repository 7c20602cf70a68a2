package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What came of one run of a drill.
 *
 * @param drill the drill
 * @param at when the fault was injected, in milliseconds since the epoch
 * @param verdict what came of it
 * @param times how long it took
 * @param collateral what changed that should not have
 * @param failures questions that users did not get answered rightly
 * @param plans what the program did
 * @param note the reason of a skip or of a failure; empty for none
 */
record Result(
    Drill drill,
    long at,
    Verdict verdict,
    Times times,
    List<String> collateral,
    int failures,
    List<Plan> plans,
    String note) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came of a run. */
  enum Verdict {
    /** What was expected, seen from outside. */
    PASSED,
    /** Something else. */
    FAILED,
    /** It could not run here; the note says why. */
    SKIPPED
  }

  /**
   * Times since the injection, in milliseconds.
   *
   * @param detect until the program first noted anything about the patient
   * @param diagnose until it opened an incident
   * @param recover until the first of five right answers in a row
   */
  record Times(Optional<Long> detect, Optional<Long> diagnose, Optional<Long> recover) {
    static final Times NONE = new Times(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A plan that ran.
   *
   * @param knownIssue what it was made for
   * @param playbook its playbook
   * @param version the playbook's version and hash
   * @param kind the kind of component it ran on
   * @param result what the program says it achieved
   */
  record Plan(String knownIssue, String playbook, String version, String kind, String result) {}

  /** A drill that cannot run here. */
  static Result skipped(Drill drill, String reason) {
    return new Result(drill, 0, Verdict.SKIPPED, Times.NONE, List.of(), 0, List.of(), reason);
  }

  /** A drill that broke before it came to a verdict. */
  static Result broken(Drill drill, long at, String reason) {
    return new Result(drill, at, Verdict.FAILED, Times.NONE, List.of(), 0, List.of(), reason);
  }

  /** The result as a line of JSON. */
  String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("at", at).put("drill", drill.name()).put("issue", drill.issue());
    node.put("patient", drill.patient().component()).put("fault", drill.fault());
    node.put("expect", drill.expect().name()).put("verdict", verdict.name());
    node.put("healed", verdict == Verdict.PASSED);
    times.detect().ifPresent(millis -> node.put("detectMillis", millis));
    times.diagnose().ifPresent(millis -> node.put("diagnoseMillis", millis));
    times.recover().ifPresent(millis -> node.put("recoverMillis", millis));
    collateral.forEach(node.putArray("collateral")::add);
    node.put("userVisibleFailures", failures);
    var all = node.putArray("plans");
    for (Plan plan : plans) {
      all.addObject()
          .put("knownIssue", plan.knownIssue())
          .put("playbook", plan.playbook())
          .put("version", plan.version())
          .put("kind", plan.kind())
          .put("result", plan.result());
    }
    return node.put("note", note).toString();
  }
}
