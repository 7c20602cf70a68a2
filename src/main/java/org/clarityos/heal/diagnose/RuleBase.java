package org.clarityos.heal.diagnose;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.PackState;
import org.clarityos.heal.fact.RuleState;
import org.kie.api.KieBase;

/**
 * An assembled set of rule packs, ready for sessions.
 *
 * @param kieBase the compiled rules, in STREAM mode
 * @param fresh makes another base of the same packs
 * @param rules what is known of each rule, by {@code package.name + "." + rule name}
 * @param issues the known issues of all packs
 * @param sources the text of every file of the packs, by {@code pack/file}
 * @param budgets what each pack may spend, by the pack's name, where it says so
 * @param hash a hash over all packs' hashes: the version of the whole
 */
public record RuleBase(
    KieBase kieBase,
    Supplier<KieBase> fresh,
    Map<String, RuleInfo> rules,
    List<KnownIssue> issues,
    Map<String, String> sources,
    Map<String, PackBudget> budgets,
    String hash) {
  /** Where the packages of packs are. */
  public static final String PACKAGES = "org.clarityos.heal.rules.";

  /**
   * What is known of a rule.
   *
   * @param id its stable id
   * @param name its name, a sentence
   * @param pack {@code name@version}
   * @param hash the pack's hash
   * @param phase the phase it runs in
   */
  public record RuleInfo(String id, String name, String pack, String hash, Phase phase) {
    /** The name of its pack, without the version. */
    public String packName() {
      return pack.split("@", 2)[0];
    }
  }

  /** The hashes of the packs, by name. */
  public Map<String, String> packs() {
    Map<String, String> packs = new TreeMap<>();
    rules.values().forEach(rule -> packs.put(rule.packName(), rule.hash()));
    return packs;
  }

  /** What a pack may spend. */
  PackBudget budget(String pack) {
    return budgets.getOrDefault(pack, PackBudget.DEFAULT);
  }

  /** The same packs but for some, as a base of its own; this one when there are none to leave out. */
  public RuleBase without(Set<String> packs) {
    return without(packs, Set.of());
  }

  /** A rule of a pack, by its name. */
  private record Named(String pack, String rule) {}

  private RuleBase without(Set<String> packs, Set<Named> disabled) {
    if (packs.isEmpty() && disabled.isEmpty()) {
      return this;
    }
    KieBase smaller = fresh.get();
    disabled.forEach(named -> smaller.removeRule(PACKAGES + named.pack(), named.rule()));
    packs.forEach(pack -> smaller.removeKiePackage(PACKAGES + pack));
    Set<String> left = new TreeSet<>(packs);
    disabled.forEach(named -> left.add(named.pack() + "." + named.rule()));
    String smallerHash = Ids.sha256((hash + " without " + left).getBytes(StandardCharsets.UTF_8));
    return new RuleBase(smaller, fresh, rules, issues, sources, budgets, smallerHash);
  }

  /** Live inputs with the known issues of these packs in place of other packs'. */
  public List<Fact> knowing(List<Fact> live) {
    List<Fact> own = new ArrayList<>(live);
    own.removeIf(KnownIssue.class::isInstance);
    own.addAll(issues);
    return own;
  }

  /** The base for a session that is built from some live inputs: without what they quarantine. */
  public RuleBase during(List<? extends Fact> live) {
    Map<String, String> packs = packs();
    Set<String> quarantined = new TreeSet<>();
    Set<Named> disabled = new LinkedHashSet<>();
    for (Fact fact : live) {
      if (fact instanceof PackState state
          && state.status() == PackState.Status.QUARANTINED
          && state.hash().equals(packs.get(state.pack()))) {
        quarantined.add(state.pack());
      } else if (fact instanceof RuleState state
          && state.status() == PackState.Status.QUARANTINED
          && state.hash().equals(packs.get(state.pack()))) {
        disabled.add(new Named(state.pack(), state.rule()));
      }
    }
    disabled.removeIf(named -> quarantined.contains(named.pack()));
    return without(quarantined, disabled);
  }
}
