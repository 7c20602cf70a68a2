package org.clarityos.heal.explain;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The packs that sessions were built from: today's, or the ones that the journal kept. */
final class KeptPacks {
  private static final int KEPT = 4;

  private final JournalStore journal;
  private final Supplier<RuleBase> today;
  private final Map<String, RuleBase> earlier =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RuleBase> eldest) {
          return size() > KEPT;
        }
      };

  KeptPacks(JournalStore journal, Supplier<RuleBase> today) {
    this.journal = journal;
    this.today = today;
  }

  /**
   * The packs of the session that took a batch, with what it holds then.
   *
   * @throws NotKnown when they are not kept, or do not compile any more
   */
  synchronized RuleBase of(JournalBatch batch, List<Fact> live) throws NotKnown {
    RuleBase active = today.get().during(live);
    if (batch.base().equals(active.hash())) {
      return active;
    }
    RuleBase before = earlier.get(batch.base());
    if (before == null) {
      before = compile(batch);
      earlier.put(batch.base(), before);
    }
    return before.during(live);
  }

  private RuleBase compile(JournalBatch batch) throws NotKnown {
    Map<String, String> sources = journal.base(batch.base());
    if (sources.isEmpty()) {
      throw new NotKnown("time", "the packs of that time are not today's, and are not kept");
    }
    try {
      return PackCompiler.compile(sources);
    } catch (PackInvalid | IOException e) {
      throw new NotKnown(
          "time", "the packs of that time do not compile any more: " + e.getMessage());
    }
  }
}
