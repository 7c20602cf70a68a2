package org.clarityos.heal.diagnose;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.PackState;
import org.kie.api.KieBase;

/**
 * An assembled set of rule packs, ready for sessions.
 *
 * @param kieBase the compiled rules, in STREAM mode
 * @param fresh makes another base of the same packs
 * @param rules what is known of each rule, by {@code package.name + "." + rule name}
 * @param issues the known issues of all packs
 * @param sources the text of every file of the packs, by {@code pack/file}
 * @param hash a hash over all packs' hashes: the version of the whole
 */
public record RuleBase(
    KieBase kieBase,
    Supplier<KieBase> fresh,
    Map<String, RuleInfo> rules,
    List<KnownIssue> issues,
    Map<String, String> sources,
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
  public record RuleInfo(String id, String name, String pack, String hash, Phase phase) {}

  /** The hashes of the packs, by name. */
  public Map<String, String> packs() {
    Map<String, String> packs = new TreeMap<>();
    rules.values().forEach(rule -> packs.put(rule.pack().split("@", 2)[0], rule.hash()));
    return packs;
  }

  /** The same packs but for some, as a base of its own; this one when there are none to leave out. */
  public RuleBase without(Set<String> packs) {
    if (packs.isEmpty()) {
      return this;
    }
    KieBase smaller = fresh.get();
    packs.forEach(pack -> smaller.removeKiePackage(PACKAGES + pack));
    String smallerHash =
        Ids.sha256((hash + " without " + new TreeSet<>(packs)).getBytes(StandardCharsets.UTF_8));
    return new RuleBase(smaller, fresh, rules, issues, sources, smallerHash);
  }

  /** The base for a session that is built from some live inputs: without what they quarantine. */
  public RuleBase during(List<? extends Fact> live) {
    Map<String, String> packs = packs();
    return without(
        live.stream()
            .filter(PackState.class::isInstance)
            .map(PackState.class::cast)
            .filter(state -> state.status() == PackState.Status.QUARANTINED)
            .filter(state -> state.hash().equals(packs.get(state.pack())))
            .map(PackState::pack)
            .collect(Collectors.toSet()));
  }
}
