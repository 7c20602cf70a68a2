package org.clarityos.heal.diagnose;

import java.util.Optional;
import org.clarityos.heal.fact.Lag;

/** The watch of how long entries wait before rules see them: what is decided on old observations may be wrong by now. */
final class LagWatch {
  /** An entry that waited longer makes the platform lag. */
  private static final long LAGS_MILLIS = 5_000;

  /** It has caught up when the oldest entry of a batch waited less. */
  private static final long CAUGHT_UP_MILLIS = 1_000;

  private boolean lags;

  /** It goes on from what its journal says last. */
  LagWatch(boolean lags) {
    this.lags = lags;
  }

  /** What has changed when the oldest entry of the next batch has waited so long; empty when nothing has. */
  Optional<Lag> waited(long millis) {
    if (lags ? millis >= CAUGHT_UP_MILLIS : millis <= LAGS_MILLIS) {
      return Optional.empty();
    }
    lags = !lags;
    return Optional.of(new Lag("", lags, millis));
  }
}
