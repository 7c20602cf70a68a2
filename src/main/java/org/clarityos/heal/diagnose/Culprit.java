package org.clarityos.heal.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.RuleState;
import org.clarityos.heal.fact.State;

/**
 * The search for what a batch fails on: the rule whose consequence threw, else, by bisection, a pack:
 * scratch sessions without a half of the packs take the live inputs and the batch.
 */
final class Culprit {
  private static final System.Logger LOG = System.getLogger("clarity.shard");

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

  /** What is to be left out so that the batch goes through, as a state; empty when nothing helps. */
  Optional<State> find(BatchFailed failure, long since) throws InterruptedException {
    String reason = String.valueOf(failure.getMessage());
    Optional<State> rule =
        failure
            .rule()
            .map(base.rules()::get)
            .filter(info -> !NEEDED.contains(info.packName()))
            .map(info -> disabled(info, reason, since));
    if (rule.isPresent()) {
      return rule;
    }
    Optional<String> pack = pack();
    pack.ifPresent(
        name -> LOG.log(System.Logger.Level.ERROR, "pack " + name + " is quarantined: " + reason));
    return pack.map(
        name ->
            new PackState(
                name,
                base.packs().getOrDefault(name, ""),
                PackState.Status.QUARANTINED,
                reason,
                since));
  }

  /** A rule as one that no longer runs. */
  static State disabled(RuleBase.RuleInfo rule, String reason, long since) {
    LOG.log(
        System.Logger.Level.ERROR,
        "rule " + rule.id() + " of pack " + rule.pack() + " is disabled: " + reason);
    return new RuleState(
        rule.packName(),
        rule.hash(),
        rule.name(),
        rule.id(),
        PackState.Status.QUARANTINED,
        reason,
        since);
  }

  private Optional<String> pack() throws InterruptedException {
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
