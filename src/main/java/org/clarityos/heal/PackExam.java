package org.clarityos.heal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.rulepack.CaseOffers;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.rulepack.PackCheck;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.rulepack.PackShelf;
import org.clarityos.heal.rulepack.Signatures;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * What a submitted pack has to pass before it may run: its signatures, its check, and its cases.
 *
 * @param shelf where it is kept
 * @param compiled the folder of compiled packs
 * @param signers the folder of the public keys of those who sign packs; when it is not there nobody has to
 * @param offers makes what the plans of cases need
 * @param beside what is wrong with a folder of packs beside the playbooks
 */
record PackExam(
    PackShelf shelf,
    Path compiled,
    Path signers,
    Supplier<CaseOffers> offers,
    Function<Path, List<Problem>> beside) {
  /**
   * Takes a pack in.
   *
   * @param pack the pack's name
   * @param texts its files, by name
   * @param by who submits it
   * @param now the packs that are active
   * @throws PackInvalid when something is wrong with it or one of its cases does not hold
   */
  SubmittedPack take(String pack, Map<String, String> texts, String by, RuleBase now)
      throws PackInvalid, YamlInvalid, IOException {
    Path rules = shelf.candidate(pack, texts);
    String signed = signed(rules, pack);
    PackCheck.Report report = PackCheck.check(rules, compiled);
    refuse(rules, report.problems().stream().filter(problem -> !problem.bearable()).toList());
    refuse(rules, beside.apply(rules));
    RuleBase base = report.base().orElseThrow();
    cases(rules, base, issue -> texts.containsKey(issue + ".drl"));
    RuleBase.RuleInfo rule =
        base.rules().values().stream()
            .filter(info -> info.packName().equals(pack))
            .findFirst()
            .orElseThrow(
                () ->
                    new PackInvalid(
                        List.of(new Problem(rules.resolve(pack), 0, 0, "it has no rule"))));
    return new SubmittedPack(pack, rule.pack(), rule.hash(), by, signed, rules, base, now);
  }

  /** Before anything of a pack is read as rules it is known whose it is. */
  private String signed(Path rules, String pack) throws PackInvalid, YamlInvalid, IOException {
    try {
      return Signatures.check(rules.resolve(pack), signers);
    } catch (PackInvalid e) {
      throw new PackInvalid(within(rules, e.problems()));
    }
  }

  /** Compiles packs, or takes what was compiled before. */
  RuleBase compile(Path rules) throws PackInvalid {
    return PackCompiler.compile(rules, compiled);
  }

  /**
   * Runs every case of every pack over a candidate.
   *
   * @throws PackInvalid when one does not hold
   */
  void allCases(SubmittedPack of) throws PackInvalid, YamlInvalid, IOException {
    refuse(of.rules(), beside.apply(of.rules()));
    cases(of.rules(), of.base(), issue -> true);
  }

  private void cases(Path rules, RuleBase base, Predicate<String> issues)
      throws PackInvalid, YamlInvalid, IOException {
    run(rules, new CaseSuite(rules, base, offers.get()), issues);
  }

  /**
   * Runs the cases that may come out otherwise over some packs than over those before.
   *
   * @param rules the folder of the packs
   * @param next these packs, compiled
   * @param before the packs that are active
   * @param with what the plans of cases need
   * @throws PackInvalid when one does not hold
   */
  static void affectedCases(Path rules, RuleBase next, RuleBase before, CaseOffers with)
      throws PackInvalid, YamlInvalid, IOException {
    CaseSuite suite = new CaseSuite(rules, next, with);
    Set<Path> changed =
        Stream.concat(next.sources().keySet().stream(), before.sources().keySet().stream())
            .filter(name -> !Objects.equals(next.sources().get(name), before.sources().get(name)))
            .map(rules::resolve)
            .collect(Collectors.toSet());
    run(rules, suite, suite.affected(changed)::contains);
  }

  private static void run(Path rules, CaseSuite suite, Predicate<String> issues)
      throws PackInvalid, YamlInvalid, IOException {
    refuse(
        rules, suite.run(issues).stream().flatMap(outcome -> outcome.problems().stream()).toList());
  }

  private static void refuse(Path rules, List<Problem> problems) throws PackInvalid {
    if (!problems.isEmpty()) {
      throw new PackInvalid(within(rules, problems));
    }
  }

  /** Problems with the files as their author knows them. */
  private static List<Problem> within(Path rules, List<Problem> problems) {
    return problems.stream().map(problem -> problem.within(rules)).toList();
  }
}
