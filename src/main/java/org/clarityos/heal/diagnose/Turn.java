package org.clarityos.heal.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.clarityos.heal.fact.State;

/**
 * What is asked to become of a shard's sessions, done between two batches.
 *
 * @param action what is asked
 * @param done completes with the journal's sequence number when it was done, or with the reason why not
 */
public record Turn(Action action, CompletableFuture<Long> done) {
  /** What can be asked. */
  public sealed interface Action permits Start, TakeOver, GoBack, End, Anew {}

  /** A set of packs runs in shadow. */
  public record Start(RuleBase candidate, String reason) implements Action {}

  /** The candidate takes over; what becomes of which pack is journaled with it. */
  public record TakeOver(List<State> news) implements Action {
    /** Keeps its own copy. */
    public TakeOver {
      news = List.copyOf(news);
    }
  }

  /** The session that was active before takes over again. */
  public record GoBack(List<State> news) implements Action {
    /** Keeps its own copy. */
    public GoBack {
      news = List.copyOf(news);
    }
  }

  /** The session in shadow ends. */
  public record End(String reason) implements Action {}

  /** The active session is built anew from what is live, unless another is in shadow. */
  public record Anew() implements Action {}

  /** Why something that was asked cannot be. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** Does it, unless the candidate has to catch up first; answers whether there is nothing left to do. */
  boolean take(Sessions sessions) throws InterruptedException {
    try {
      if (action instanceof Start start) {
        sessions.shadow(start.candidate(), start.reason());
      } else if (action instanceof End end) {
        sessions.dismiss(end.reason());
      } else if (action instanceof Anew) {
        anew(sessions);
      } else if (!takeOver(sessions)) {
        return false;
      }
      done.complete(sessions.sequence());
    } catch (Refused | BatchFailed e) {
      done.completeExceptionally(e);
    }
    return true;
  }

  private static void anew(Sessions sessions) throws Refused, InterruptedException {
    if (sessions.inShadow().isPresent()) {
      throw new Refused("a session is in shadow, which would end");
    }
    sessions.rebuild(List.of());
  }

  private boolean takeOver(Sessions sessions) throws Refused, BatchFailed, InterruptedException {
    boolean back = action instanceof GoBack;
    if (back != sessions.former() || sessions.inShadow().isEmpty()) {
      throw new Refused(
          back
              ? "there is nothing to go back to: no earlier packs are kept"
              : "there is no candidate in shadow"
                  + (sessions.ended().isEmpty()
                      ? ""
                      : "; the last one ended: " + sessions.ended()));
    }
    Shadow shadow = sessions.inShadow().get();
    if (shadow.failure().isPresent()) {
      String why = shadow.failure().get();
      sessions.dismiss(why);
      throw new Refused("the session in shadow ended: " + why);
    }
    if (!shadow.nearlyThere()) {
      return false;
    }
    sessions.activate(action instanceof GoBack go ? go.news() : ((TakeOver) action).news(), true);
    return true;
  }

  /**
   * How a session in shadow does.
   *
   * @param base the hash of the packs that it runs
   * @param former whether it is the session that was active before, and not a candidate
   * @param batches how many batches were compared
   * @param behind how many batches it has not yet taken
   * @param count how often it concluded something else than the active session
   * @param differences the first of these, in words
   */
  public record Progress(
      String base,
      boolean former,
      long batches,
      int behind,
      long count,
      List<Comparison.Difference> differences) {}

  static Optional<Progress> progress(Sessions sessions) {
    return sessions
        .inShadow()
        .map(
            shadow -> {
              Shadow.Report report = shadow.report();
              return new Progress(
                  shadow.base().hash(),
                  sessions.former(),
                  report.batches(),
                  report.behind(),
                  report.count(),
                  report.differences());
            });
  }
}
