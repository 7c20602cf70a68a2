package org.clarityos.heal;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.audit.ServiceEvent.PackChange.Step;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.diagnose.Turn;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.Promotion;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.learn.PromotionRecord;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.rulepack.PackShelf;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;

/**
 * The life of rule packs in a running service: one is submitted and runs in shadow beside the active
 * ones, is promoted, and taken back. A pack that does not pass its check or its cases goes nowhere.
 */
public final class PackLifecycle {
  private final PackShelf shelf;
  private final PackExam exam;
  private final Shard shard;
  private final Clock clock;
  private final Active active;
  private @Nullable SubmittedPack candidate;
  private @Nullable SubmittedPack promoted;

  /** What has to know which packs are active. */
  interface Active {
    /** Goes on with other packs than before. */
    void changed(RuleBase base) throws InterruptedException;

    /** Puts on record what becomes of a pack. */
    void tell(ServiceEvent.PackChange change);

    /** The lower bound of the success rate of the playbooks for some known issues. */
    BigDecimal successRate(Set<String> issues);
  }

  /**
   * Where a promoted pack may act.
   *
   * @param first the host or component that comes first; empty for all at once
   * @param percent how many hosts of a hundred come next
   */
  public record Reach(String first, int percent) {
    /** All at once. */
    public static final Reach ALL = new Reach("", 100);
  }

  /** The life of the packs of a shard. */
  PackLifecycle(PackShelf shelf, PackExam exam, Shard shard, Clock clock, Active active) {
    this.shelf = shelf;
    this.exam = exam;
    this.shard = shard;
    this.clock = clock;
    this.active = active;
  }

  /**
   * Checks a pack, runs its cases, and lets it run in shadow.
   *
   * @param pack the pack's name
   * @param texts its files, by name
   * @param by who submits it
   * @param now the packs that are active
   * @throws PackInvalid when something is wrong with it or one of its cases does not hold; nothing changes
   */
  public synchronized SubmittedPack submit(
      String pack, Map<String, String> texts, String by, RuleBase now)
      throws PackInvalid, YamlInvalid, IOException, Refused, InterruptedException {
    tell(Step.ASKED, pack, by, "");
    try {
      SubmittedPack submitted = exam.take(pack, texts, by, now);
      turn(
          new Turn.Start(
              submitted.base(),
              submitted.version() + " was submitted by " + by + ", " + submitted.signed()));
      candidate = submitted;
      tell(Step.SHADOW, submitted, by, submitted.signed());
      return submitted;
    } catch (PackInvalid | YamlInvalid | Refused e) {
      tell(Step.REFUSED, pack, by, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * Lets the candidate take over, once every case of every pack holds over it and it has caught up.
   *
   * @param reach where it may act; elsewhere it proposes, until it has proven itself
   * @throws Refused when there is no candidate, or it cannot take over
   */
  public synchronized long promote(String by, String reason, Reach reach)
      throws PackInvalid, YamlInvalid, IOException, Refused, InterruptedException {
    SubmittedPack next = candidate;
    if (next == null) {
      throw new Refused("there is no candidate; submit one first");
    }
    long sequence;
    try {
      exam.allCases(next);
      sequence =
          turn(
              new Turn.TakeOver(
                  List.of(
                      state(next, "promoted by " + by + ", " + next.signed() + ": " + reason),
                      promotion(next, reach))));
    } catch (PackInvalid | YamlInvalid | Refused e) {
      tell(Step.REFUSED, next, by, String.valueOf(e.getMessage()));
      throw e;
    }
    tell(Step.PROMOTED, next, by, reason);
    shelf.promote(next.pack());
    candidate = null;
    promoted = next;
    active.changed(next.base());
    return sequence;
  }

  private Promotion promotion(SubmittedPack of, Reach reach) {
    Set<String> issues =
        of.base().issues().stream()
            .filter(issue -> issue.pack().equals(of.version()))
            .map(KnownIssue::id)
            .collect(Collectors.toSet());
    return PromotionRecord.begin(
        of.version(), reach.first(), reach.percent(), active.successRate(issues), clock.millis());
  }

  /**
   * Lets the packs before the last promotion take over again: at once while their session is kept,
   * and after a restart once a session with them has caught up.
   *
   * @throws Refused when nothing was promoted, or they cannot take over
   */
  public synchronized long revert(String by, String reason)
      throws PackInvalid, IOException, Refused, InterruptedException {
    String pack =
        shelf
            .last()
            .orElseThrow(() -> new Refused("nothing was promoted that could be taken back"));
    SubmittedPack last = promoted;
    RuleBase before;
    if (last != null) {
      before = last.before();
    } else {
      before = exam.compile(shelf.without(pack));
      turn(new Turn.Start(before, pack + " is taken back by " + by));
    }
    PackState back =
        new PackState(
            pack,
            before.packs().getOrDefault(pack, ""),
            PackState.Status.ACTIVE,
            "taken back by " + by + ": " + reason,
            clock.millis());
    List<State> news = List.of(back, new Withdrawal("", "promotion|" + pack));
    long sequence = turn(last == null ? new Turn.TakeOver(news) : new Turn.GoBack(news));
    tell(Step.REVERTED, pack, by, reason);
    shelf.revert(pack);
    promoted = null;
    active.changed(before);
    return sequence;
  }

  /** Ends the candidate's run in shadow. */
  public synchronized long dismiss(String by, String reason) throws Refused, InterruptedException {
    SubmittedPack ending = candidate;
    if (ending == null) {
      throw new Refused("there is no candidate");
    }
    candidate = null;
    long sequence = turn(new Turn.End("dismissed by " + by + ": " + reason));
    tell(Step.DISMISSED, ending, by, reason);
    return sequence;
  }

  private void tell(Step step, String pack, String by, String reason) {
    active.tell(new ServiceEvent.PackChange(step, pack, "", by, reason));
  }

  private void tell(Step step, SubmittedPack of, String by, String reason) {
    active.tell(new ServiceEvent.PackChange(step, of.version(), of.hash(), by, reason));
  }

  private PackState state(SubmittedPack of, String reason) {
    return new PackState(of.pack(), of.hash(), PackState.Status.ACTIVE, reason, clock.millis());
  }

  private long turn(Turn.Action action) throws Refused, InterruptedException {
    try {
      return shard.turn(action).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refused(String.valueOf(cause.getMessage()));
    }
  }

  /** The candidate, while it runs in shadow. */
  public synchronized Optional<SubmittedPack> candidate() {
    return Optional.ofNullable(candidate);
  }

  /** Notices that the shard went back to the packs before by itself. */
  synchronized void wentBack() throws IOException, InterruptedException {
    SubmittedPack last = promoted;
    if (last != null) {
      promoted = null;
      tell(Step.REVERTED, last, "clarity", "a batch failed on what it brought");
      shelf.revert(last.pack());
      active.changed(last.before());
      shard.put(new Withdrawal("", "promotion|" + last.pack()));
    }
  }

  /** Why something that was asked cannot be. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }
}
