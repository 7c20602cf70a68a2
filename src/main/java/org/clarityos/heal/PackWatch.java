package org.clarityos.heal;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.Promotion;
import org.clarityos.heal.fact.PromotionStep;
import org.clarityos.heal.fact.RuleState;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.learn.PromotionRecord;
import org.clarityos.heal.rulepack.PackInvalid;

/**
 * The watch over packs that were promoted: outcomes are counted for their promotion, and what the
 * rules make of it is done.
 */
public final class PackWatch {
  private static final System.Logger LOG = System.getLogger("clarity.packs");

  private final Shard shard;
  private final PackLifecycle packs;
  private final Clock time;
  private final Queue<PromotionStep> steps = new ConcurrentLinkedQueue<>();
  private volatile boolean wentBack;

  /** The watch over the packs of a shard. */
  public PackWatch(Shard shard, PackLifecycle packs, Clock time) {
    this.shard = shard;
    this.packs = packs;
    this.time = time;
  }

  /** Takes note of what a batch means for packs; what is to be done waits for the next look. */
  void released(Shard.Released released) {
    wentBack |= quarantines(released.batch());
    released.result().appeared().stream()
        .filter(PromotionStep.class::isInstance)
        .map(PromotionStep.class::cast)
        .forEach(steps::add);
  }

  /** Whether the packs before a promotion took over again because of what a new one did. */
  private static boolean quarantines(JournalBatch batch) {
    return batch.kind() == JournalBatch.Kind.ACTIVATE
        && batch.entries().stream()
            .anyMatch(
                fact ->
                    (fact instanceof PackState pack
                            && pack.status() == PackState.Status.QUARANTINED)
                        || fact instanceof RuleState);
  }

  /** Counts an outcome for the promotion of the pack whose known issue it was about. */
  public void outcome(Outcome outcome) throws InterruptedException {
    List<State> states = shard.states();
    for (State state : states) {
      if (state instanceof Promotion promotion && concerns(states, promotion, outcome)) {
        shard.put(PromotionRecord.after(outcome.result(), promotion));
      }
    }
  }

  private static boolean concerns(List<State> states, Promotion promotion, Outcome outcome) {
    return states.stream()
        .anyMatch(
            state ->
                state instanceof Incident incident
                    && incident.id().equals(outcome.incident())
                    && states.stream()
                        .anyMatch(
                            other ->
                                other instanceof KnownIssue issue
                                    && issue.id().equals(incident.knownIssue())
                                    && issue.pack().equals(promotion.pack())));
  }

  /** Does what there is to do. */
  void look() throws PackInvalid, IOException, InterruptedException {
    if (wentBack) {
      wentBack = false;
      packs.wentBack();
    }
    for (PromotionStep step = steps.poll(); step != null; step = steps.poll()) {
      take(step);
    }
  }

  private void take(PromotionStep step) throws PackInvalid, IOException, InterruptedException {
    LOG.log(System.Logger.Level.INFO, step.pack() + ": " + step.to() + ": " + step.reason());
    try {
      switch (step.to()) {
        case SHARE -> stage(step, Promotion.Stage.SHARE);
        case ALL -> stage(step, Promotion.Stage.ALL);
        case BACK -> packs.revert("clarity", step.reason());
      }
    } catch (PackLifecycle.Refused e) {
      LOG.log(System.Logger.Level.WARNING, step.pack() + " is not taken back: " + e.getMessage());
    }
  }

  private void stage(PromotionStep step, Promotion.Stage stage) throws InterruptedException {
    for (State state : shard.states()) {
      if (state instanceof Promotion promotion && promotion.pack().equals(step.pack())) {
        shard.put(PromotionRecord.in(stage, promotion, time.millis()));
      }
    }
  }
}
