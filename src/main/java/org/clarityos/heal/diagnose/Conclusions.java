package org.clarityos.heal.diagnose;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.journal.JournalBatch;

/** The derived facts that held after the last batch. One thread writes, any may read. */
final class Conclusions {
  private final Set<Derived> held = new LinkedHashSet<>();

  /**
   * Takes what a batch changed.
   *
   * @param sessions asked for all of it when another session may have made them
   */
  synchronized void take(JournalBatch batch, BatchResult result, Sessions sessions) {
    if (batch.kind() == JournalBatch.Kind.INPUT) {
      result.withdrawn().forEach(held::remove);
      held.addAll(result.appeared());
    } else {
      held.clear();
      held.addAll(sessions.derived());
    }
  }

  /** The facts that hold. */
  synchronized List<Derived> facts() {
    return List.copyOf(held);
  }
}
