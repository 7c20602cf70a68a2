package org.clarityos.heal.diagnose;

import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.KnownIssue;
import org.kie.api.KieBase;

/**
 * An assembled set of rule packs, ready for sessions.
 *
 * @param kieBase the compiled rules, in STREAM mode
 * @param rules what is known of each rule, by {@code package.name + "." + rule name}
 * @param issues the known issues of all packs
 * @param hash a hash over all packs' hashes: the version of the whole
 */
public record RuleBase(
    KieBase kieBase, Map<String, RuleInfo> rules, List<KnownIssue> issues, String hash) {

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
}
