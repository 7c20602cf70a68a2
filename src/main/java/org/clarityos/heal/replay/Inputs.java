package org.clarityos.heal.replay;

import java.util.List;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.RuleState;
import org.clarityos.heal.fact.Withdrawal;

/**
 * The line between what the world said and what followed from the decisions of its time. The latter
 * does not bind another pack: an outcome belongs to the plan that was released then, an approval to
 * the question that was asked then, a quarantine to the packs of then, and a pack brings its own
 * known issues.
 */
final class Inputs {
  private Inputs() {}

  /** Those of some facts that the world said. */
  static List<Fact> of(List<Fact> entries) {
    return entries.stream().filter(fact -> !followed(fact)).toList();
  }

  private static boolean followed(Fact fact) {
    return fact instanceof Approval
        || fact instanceof Decision
        || fact instanceof Grant
        || fact instanceof Incident
        || fact instanceof KnownIssue
        || fact instanceof Outcome
        || fact instanceof PackState
        || fact instanceof RuleState
        || (fact instanceof Withdrawal end && end.key().startsWith("issue|"));
  }
}
