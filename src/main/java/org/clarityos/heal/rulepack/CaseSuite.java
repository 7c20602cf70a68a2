package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The cases of a folder of packs: each is run over all packs together, and over its own pack with
 * what that needs, has to hold in both, and its pack's rules fire alike in both.
 */
public final class CaseSuite {
  /** The packs that every case needs: they turn evidence into diagnoses and decisions. */
  private static final Set<String> ALWAYS = Set.of("planning", "policy");

  private final Path rules;
  private final RuleBase base;
  private final Map<String, RuleBase> alone = new HashMap<>();

  /** The cases beside the rules of a folder, over these rules compiled. */
  public CaseSuite(Path rules, RuleBase base) {
    this.rules = rules;
    this.base = base;
  }

  /**
   * What came of one case.
   *
   * @param file the file that holds it
   * @param issue the known issue that it belongs to
   * @param name its name, with the packs that it was run over
   * @param result what came of it
   * @param millis how long it took
   */
  public record Outcome(Path file, String issue, String name, CaseResult result, long millis) {
    /** Whether all was as expected. */
    public boolean holds() {
      return result.failures().isEmpty();
    }

    /** What was not as expected, with its place. */
    public List<Problem> problems() {
      String own = name.substring(0, name.lastIndexOf(" ("));
      return result.failures().stream()
          .map(failure -> Problem.at(file, own, name + ": " + failure))
          .toList();
    }
  }

  /**
   * Runs the cases of some known issues.
   *
   * @throws YamlInvalid when a file does not hold cases
   * @throws IOException when a folder cannot be read
   */
  public List<Outcome> run(Predicate<String> issues) throws YamlInvalid, IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Path file : files(rules)) {
      String issue = String.valueOf(file.getFileName()).replace(CaseRunner.ENDING, "");
      if (!issues.test(issue)) {
        continue;
      }
      String pack = String.valueOf(rules.relativize(file).getName(0));
      RuleBase own = alone(pack);
      for (Case story : CaseRunner.read(file)) {
        outcomes.add(run(file, issue, story, base, "all packs"));
        outcomes.add(run(file, issue, story, own, pack + " alone"));
      }
    }
    return Agreement.of(base, outcomes);
  }

  private static Outcome run(Path file, String issue, Case story, RuleBase over, String which) {
    long start = System.nanoTime();
    CaseResult result = CaseRunner.run(over, story);
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new Outcome(file, issue, story.name() + " (" + which + ")", result, millis);
  }

  /** The rules of known issues that fired in none of these. */
  public Set<String> neverFired(List<Outcome> outcomes) {
    Set<String> never =
        base.rules().values().stream()
            .filter(rule -> !ALWAYS.contains(rule.pack().split("@", 2)[0]))
            .map(RuleBase.RuleInfo::id)
            .collect(Collectors.toCollection(TreeSet::new));
    outcomes.forEach(outcome -> never.removeAll(outcome.result().fired()));
    return never;
  }

  private RuleBase alone(String pack) {
    return alone.computeIfAbsent(
        pack,
        name -> {
          Set<String> others = new HashSet<>(packs());
          others.remove(name);
          others.removeAll(ALWAYS);
          others.removeAll(needs(name));
          return base.without(others);
        });
  }

  private Set<String> packs() {
    return base.rules().values().stream()
        .map(rule -> rule.pack().split("@", 2)[0])
        .collect(Collectors.toSet());
  }

  private Set<String> needs(String pack) {
    return PackSource.all(rules, new ArrayList<>()).stream()
        .filter(source -> source.id().equals(pack))
        .flatMap(source -> source.manifest().needs().stream())
        .collect(Collectors.toSet());
  }

  /** The files of cases in a folder of packs, in order. */
  static List<Path> files(Path rules) throws IOException {
    try (Stream<Path> files = Files.walk(rules)) {
      return files.filter(file -> file.toString().endsWith(CaseRunner.ENDING)).sorted().toList();
    }
  }
}
