package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Fact;

/**
 * The search, by bisection, for the pack on whose rules a batch fails: scratch sessions without a half
 * of the packs take the live inputs and the batch.
 */
final class Culprit {
  /** What every session needs: without these packs nothing is decided at all. */
  private static final Set<String> NEEDED = Set.of("planning", "policy");

  private final RuleBase base;
  private final long sequence;
  private final long at;
  private final List<? extends Fact> live;
  private final List<? extends Fact> batch;
  private final Duration limit;

  Culprit(
      RuleBase base,
      long sequence,
      long at,
      List<? extends Fact> live,
      List<? extends Fact> batch,
      Duration limit) {
    this.base = base;
    this.sequence = sequence;
    this.at = at;
    this.live = live;
    this.batch = batch;
    this.limit = limit;
  }

  /** The one pack without which the batch goes through; empty when there is no such pack. */
  Optional<String> find() throws InterruptedException {
    List<String> suspects = new ArrayList<>(base.packs().keySet());
    suspects.removeAll(NEEDED);
    while (suspects.size() > 1) {
      List<String> half = suspects.subList(0, suspects.size() / 2);
      suspects =
          new ArrayList<>(
              goesThroughWithout(half) ? half : suspects.subList(half.size(), suspects.size()));
    }
    return suspects.isEmpty() || !goesThroughWithout(suspects)
        ? Optional.empty()
        : Optional.of(suspects.get(0));
  }

  private boolean goesThroughWithout(List<String> packs) throws InterruptedException {
    try (GuardedSession session =
        new GuardedSession(base.without(new LinkedHashSet<>(packs)), limit)) {
      session.run(sequence, at, live);
      session.run(sequence + 1, at, batch);
      return true;
    } catch (BatchFailed e) {
      return false;
    }
  }
}
