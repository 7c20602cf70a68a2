package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The check of a folder of packs: what each file says, whether it compiles within the sandbox, and
 * whether rules, cases, known issues and taxonomy fit each other. Every problem is told at once.
 */
public final class PackCheck {
  private static final Pattern SYMPTOM =
      Pattern.compile("Symptom\\(\\s*(?:\\$\\w+,|name ==)\\s*\"([^\"]*)\"");
  private static final Pattern EVIDENCE =
      Pattern.compile("Evidence\\.(?:of|against)\\(\\s*\"([^\"]*)\"");

  private final Path rules;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Path> issues = new TreeMap<>();
  private final Map<String, Set<Case.Kind>> cases = new HashMap<>();

  private PackCheck(Path rules) {
    this.rules = rules;
  }

  /**
   * What a check found.
   *
   * @param problems what is wrong
   * @param issues the known issues that are declared
   * @param base the packs, compiled; empty when they do not compile
   */
  public record Report(List<Problem> problems, Set<String> issues, Optional<RuleBase> base) {
    /** Keeps its own copies. */
    public Report {
      problems = List.copyOf(problems);
      issues = Set.copyOf(issues);
    }

    /** How many rules the packs have; none when they do not compile. */
    public int rules() {
      return base.map(compiled -> compiled.rules().size()).orElse(0);
    }
  }

  /** Checks a folder of packs; the problems are in the order of files and lines. */
  public static Report check(Path rules) {
    return check(rules, Optional.empty());
  }

  /** The same, with what was compiled before from the same bytes. */
  public static Report check(Path rules, Path kept) {
    return check(rules, PackCache.in(kept));
  }

  private static Report check(Path rules, Optional<PackCache> cache) {
    PackCheck check = new PackCheck(rules);
    Optional<RuleBase> compiled = check.compile(cache);
    List<PackSource> packs = PackSource.all(rules, new ArrayList<>());
    packs.forEach(pack -> pack.drl().forEach(check::issue));
    check.words(packs);
    packs.forEach(pack -> pack.drl().forEach(check::costs));
    check.problems.addAll(CrossPack.problems(packs));
    check.cases();
    check.issues.forEach(
        (issue, file) ->
            Proofs.cases(file, issue, check.cases.getOrDefault(issue, Set.of()))
                .ifPresent(check.problems::add));
    check.problems.sort(
        Comparator.comparing((Problem problem) -> problem.file().toString())
            .thenComparing(Problem::line)
            .thenComparing(Problem::column));
    return new Report(check.problems.stream().distinct().toList(), check.issues.keySet(), compiled);
  }

  private Optional<RuleBase> compile(Optional<PackCache> cache) {
    try {
      return Optional.of(PackCompiler.compile(rules, cache));
    } catch (PackInvalid e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private void issue(Path file, String text) {
    Header header = Header.parse(text);
    if (!header.declaresIssue()) {
      return;
    }
    Proofs.drill(file, header).ifPresent(problems::add);
    Path other = issues.putIfAbsent(header.field("id"), file);
    if (other != null) {
      problems.add(
          Problem.at(
              file,
              "// @id " + header.field("id"),
              "the known issue " + header.field("id") + " is declared in " + other + " too"));
    }
  }

  /** Words of the rules that are nobody's: symptoms that the taxonomy lacks, issues that no file declares. */
  private void words(List<PackSource> packs) {
    Set<String> known = new TreeSet<>();
    try {
      known.addAll(Taxonomy.read(rules).keySet());
    } catch (YamlInvalid e) {
      problems.addAll(e.problems());
    }
    Set<String> used = new TreeSet<>();
    Set<String> supported = new TreeSet<>();
    for (PackSource pack : packs) {
      pack.drl()
          .forEach(
              (file, text) -> {
                used.addAll(unknown(file, text, SYMPTOM, known, "symptom in " + Taxonomy.FILE));
                supported.addAll(unknown(file, text, EVIDENCE, issues.keySet(), "known issue"));
              });
    }
    Path taxonomy = rules.resolve(Taxonomy.FILE);
    known.stream()
        .filter(name -> !used.contains(name))
        .map(name -> Problem.at(taxonomy, name + ":", "no rule derives the symptom " + name))
        .map(Problem::asWarning)
        .forEach(problems::add);
    issues.forEach(
        (issue, file) -> {
          if (!supported.contains(issue)) {
            problems.add(
                new Problem(file, 1, 0, "no rule makes evidence for " + issue).asWarning());
          }
        });
  }

  private Set<String> unknown(
      Path file, String text, Pattern pattern, Set<String> known, String what) {
    Set<String> found = new TreeSet<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      Matcher word = pattern.matcher(line);
      while (word.find()) {
        found.add(word.group(1));
        if (!known.contains(word.group(1))) {
          problems.add(
              new Problem(
                  file,
                  number,
                  word.start(1) + 1,
                  "\""
                      + word.group(1)
                      + "\" is no "
                      + what
                      + "; "
                      + Near.of(word.group(1), known)));
        }
      }
    }
    return found;
  }

  private void costs(Path file, String text) {
    // That it does not parse was told when it was to be compiled.
    DrlReader.read(text).ifPresent(descr -> problems.addAll(Costs.warnings(file, descr)));
  }

  private void cases() {
    try {
      for (Path file : CaseSuite.files(rules)) {
        String issue = String.valueOf(file.getFileName()).replace(CaseRunner.ENDING, "");
        if (!issues.containsKey(issue)) {
          problems.add(
              new Problem(
                  file,
                  0,
                  0,
                  "there is no known issue " + issue + "; " + Near.of(issue, issues.keySet())));
        }
        cases(file, cases.computeIfAbsent(issue, name -> EnumSet.noneOf(Case.Kind.class)));
      }
    } catch (IOException e) {
      problems.add(new Problem(rules, 0, 0, "cases cannot be read: " + e.getMessage()));
    }
  }

  private void cases(Path file, Set<Case.Kind> kinds) {
    try {
      for (Case story : CaseRunner.read(file)) {
        if (story.name() == null || story.kind() == null) {
          problems.add(new Problem(file, 1, 0, "a case lacks its name or its kind"));
          continue;
        }
        kinds.add(story.kind());
        try {
          CaseFacts.of(story);
        } catch (IllegalArgumentException e) {
          problems.add(Problem.at(file, story.name(), String.valueOf(e.getMessage())));
        }
        for (Case.Expected expected : story.then()) {
          Set<String> named = expected.issues();
          named.removeAll(issues.keySet());
          named.forEach(
              name ->
                  problems.add(
                      Problem.at(
                          file,
                          name + ":",
                          "there is no known issue \""
                              + name
                              + "\"; "
                              + Near.of(name, issues.keySet()))));
        }
      }
    } catch (YamlInvalid e) {
      problems.addAll(e.problems());
    }
  }
}
