package org.clarityos.heal.rulepack;

import java.util.List;
import org.clarityos.heal.diagnose.PackBudget;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a pack, its {@code pack.yaml}.
 *
 * @param id the pack's name, which is its folder's
 * @param version its version of meaning: {@code major.minor.patch}
 * @param owner who answers for it
 * @param author who wrote it
 * @param engine the versions of the program that it is written for, such as {@code ">=0.1 <2"}; any when not said
 * @param needs the packs whose symptoms its rules build on; policy and planning are always there
 * @param playbooks the playbooks that heal what it diagnoses; each must be there
 * @param facts the types of facts that its rules need; each must be one that this program has
 * @param budgets what its rules may spend together
 */
record Manifest(
    String id,
    String version,
    String owner,
    String author,
    String engine,
    List<String> needs,
    List<String> playbooks,
    List<String> facts,
    Budgets budgets) {
  /** The file, in the pack's folder. */
  static final String FILE = "pack.yaml";

  /** Fills in what an author may leave out. */
  Manifest {
    id = id == null ? "" : id;
    version = version == null ? "" : version;
    owner = owner == null ? "" : owner;
    author = author == null ? "" : author;
    engine = engine == null ? "" : engine;
    needs = needs == null ? List.of() : List.copyOf(needs);
    playbooks = playbooks == null ? List.of() : List.copyOf(playbooks);
    facts = facts == null ? List.of() : List.copyOf(facts);
    budgets = budgets == null ? new Budgets(null, null) : budgets;
  }

  /**
   * What a pack's rules may spend together; who spends more is left out until the pack changes.
   *
   * @param firingsPerMinute how often they may fire in a minute; 6,000 when not said, at most 1,000,000
   * @param facts how many facts derived by them may hold at a time; 10,000 when not said, at most 100,000
   */
  record Budgets(@Nullable Integer firingsPerMinute, @Nullable Integer facts) {
    /** Whether the manifest says nothing. */
    boolean silent() {
      return firingsPerMinute == null && facts == null;
    }

    /** The budget, with the default for what is not said. */
    PackBudget budget() {
      return new PackBudget(
          firingsPerMinute == null ? PackBudget.DEFAULT.firingsPerMinute() : firingsPerMinute,
          facts == null ? PackBudget.DEFAULT.facts() : facts);
    }
  }
}
