package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.State;

/**
 * A rehearsal before readiness: a scratch session sees every component crash and recover, so that the classes of the
 * rules are loaded when the first real crash comes. Nothing of it is journaled.
 */
public final class WarmUp {
  private static final int ROUNDS = 20;
  private static final long STEP_MILLIS = 500;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private WarmUp() {}

  /** Rehearses with the states that a session starts with. */
  public static void run(RuleBase base, List<? extends State> known, long now)
      throws InterruptedException {
    List<String> ids =
        known.stream().map(Fact::component).filter(id -> !id.isEmpty()).distinct().toList();
    try (GuardedSession session = new GuardedSession(base, LIMIT)) {
      session.run(1, now, known);
      for (int round = 0; round < ROUNDS; round++) {
        long at = now + round * STEP_MILLIS;
        List<Fact> facts = new ArrayList<>();
        for (String id : ids) {
          boolean well = round % 2 == 0;
          facts.add(
              new ProcessState(
                  id,
                  well ? ProcessState.Status.RUNNING : ProcessState.Status.CRASHED,
                  at,
                  "warm-up"));
          facts.add(
              new EndpointState(
                  id,
                  "warm-up",
                  well ? EndpointState.Status.UP : EndpointState.Status.REFUSED,
                  at,
                  "warm-up"));
        }
        Firings.hash(session.run(round + 2, at, facts));
      }
    } catch (BatchFailed e) {
      // The shard finds the pack at fault when it meets the same facts.
      System.getLogger("clarity.shard")
          .log(System.Logger.Level.WARNING, "the rehearsal was broken off: " + e.getMessage());
    }
  }
}
