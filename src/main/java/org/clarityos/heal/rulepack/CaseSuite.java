package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;
import org.clarityos.heal.yaml.YamlPlaces;

/**
 * The cases of a folder of packs, and the recordings of healthy hosts beside them: each case is run
 * over all packs together, and over its own pack with what that needs, has to
 * hold in both, and its pack's rules fire alike in both.
 */
public final class CaseSuite {
  /** The packs that every case needs: they turn evidence into diagnoses and decisions. */
  private static final Set<String> ALWAYS = Set.of("planning", "policy");

  private static final CaseRunner.Observer NOBODY = (session, at) -> {};

  private final Path rules;
  private final RuleBase base;
  private final CaseOffers offers;
  private final Map<String, RuleBase> alone = new HashMap<>();

  /**
   * The cases beside the rules of a folder.
   *
   * @param base these rules, compiled
   * @param offers makes what the plans of cases need
   */
  public CaseSuite(Path rules, RuleBase base, CaseOffers offers) {
    this.rules = rules;
    this.base = base;
    this.offers = offers;
  }

  /**
   * What came of one case.
   *
   * @param file the file that holds it
   * @param issue the known issue that it belongs to
   * @param index its place in the file, from 0
   * @param name its name, with the packs that it was run over
   * @param result what came of it
   * @param millis how long it took
   */
  public record Outcome(
      Path file, String issue, int index, String name, CaseResult result, long millis) {
    /** Whether all was as expected. */
    public boolean holds() {
      return result.failures().isEmpty();
    }

    /** The pack that it belongs to. */
    public String pack() {
      return String.valueOf(
          file.toAbsolutePath().getName(file.toAbsolutePath().getNameCount() - 2));
    }

    /** What was not as expected, with its place. */
    public List<Problem> problems() {
      if (holds()) {
        return List.of();
      }
      YamlPlaces places = YamlPlaces.of(file);
      return result.failures().stream()
          .map(f -> places.problem("/" + index + f.place(), name + ": " + f.message()))
          .toList();
    }

    /** Where it stands. */
    public Problem place() {
      return YamlPlaces.of(file).problem("/" + index, name);
    }
  }

  /** The name that recordings of healthy hosts have in place of a known issue. */
  public static String baseline() {
    return Baseline.NAME;
  }

  /**
   * Runs the cases of some known issues, and the recordings of healthy hosts.
   *
   * @param issues which known issues; the recordings' is {@link #baseline}
   * @throws YamlInvalid when files do not hold cases
   * @throws IOException when a folder cannot be read
   */
  public List<Outcome> run(Predicate<String> issues) throws YamlInvalid, IOException {
    return run(issues, NOBODY);
  }

  /** The same, measured while each case runs over all packs. */
  public List<Outcome> run(Predicate<String> issues, CoverageMeter meter)
      throws YamlInvalid, IOException {
    return run(issues, (CaseRunner.Observer) meter);
  }

  private List<Outcome> run(Predicate<String> issues, CaseRunner.Observer observer)
      throws YamlInvalid, IOException {
    Map<Path, List<Case>> cases = read(issues);
    List<Outcome> outcomes = new ArrayList<>();
    CaseRunner together = new CaseRunner(base, offers, observer);
    cases.forEach(
        (file, stories) -> {
          String pack = pack(file);
          CaseRunner own = new CaseRunner(alone(pack), offers, NOBODY);
          for (int i = 0; i < stories.size(); i++) {
            Case story = stories.get(i);
            String name = story.name();
            outcomes.add(run(file, i, name + " (all packs)", () -> together.run(story)));
            outcomes.add(run(file, i, name + " (" + pack + " alone)", () -> own.run(story)));
          }
        });
    if (issues.test(Baseline.NAME)) {
      for (Path file : Baseline.recordings(rules)) {
        String name = "nothing is ill on a healthy host (all packs)";
        outcomes.add(run(file, 0, name, () -> Baseline.run(base, file)));
      }
    }
    return Agreement.of(base, outcomes);
  }

  private Map<Path, List<Case>> read(Predicate<String> issues) throws YamlInvalid, IOException {
    Map<Path, List<Case>> cases = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : files(rules)) {
      if (issues.test(issue(file))) {
        try {
          cases.put(file, CaseRunner.read(file));
        } catch (YamlInvalid e) {
          problems.addAll(e.problems());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new YamlInvalid(problems);
    }
    return cases;
  }

  private static Outcome run(Path file, int index, String name, Supplier<CaseResult> run) {
    long start = System.nanoTime();
    CaseResult result = run.get();
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new Outcome(file, issue(file), index, name, result, millis);
  }

  /** The known issue that a file of cases belongs to. */
  static String issue(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(CaseRunner.ENDING)
        ? name.substring(0, name.length() - CaseRunner.ENDING.length())
        : Baseline.NAME;
  }

  /** The pack that a file is in. */
  private String pack(Path file) {
    return Affected.pack(rules, file);
  }

  /** The known issues whose cases may come out otherwise after some files changed. */
  public Set<String> affected(Collection<Path> changed) throws IOException {
    return new Affected(rules, ALWAYS).by(changed);
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
          others.removeAll(Affected.needs(rules).getOrDefault(name, List.of()));
          return base.without(others);
        });
  }

  private Set<String> packs() {
    return base.rules().values().stream()
        .map(rule -> rule.pack().split("@", 2)[0])
        .collect(Collectors.toSet());
  }

  /** The files of cases in a folder of packs, in order. */
  static List<Path> files(Path rules) throws IOException {
    try (Stream<Path> files = Files.walk(rules)) {
      return files.filter(file -> file.toString().endsWith(CaseRunner.ENDING)).sorted().toList();
    }
  }
}
