package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.rulepack.Coverage;
import org.clarityos.heal.rulepack.CoverageMeter;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code test}: runs the cases of known issues on a virtual clock. */
@Command(
    name = "test",
    description =
        "Runs the cases of known issues, all of them when none is named; 0 when all hold, 1 when one does not, 2 when"
            + " they cannot be read.")
final class TestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "ISSUE", description = "the known issues whose cases to run")
  private List<String> issues = List.of();

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Option(names = "--junit", description = "where the outcomes are written as JUnit XML")
  private @Nullable Path junit;

  @Option(
      names = "--coverage",
      description = "tells which rules, patterns and thresholds no case shows")
  private boolean coverage;

  @Option(
      names = "--coverage-json",
      paramLabel = "FILE",
      description = "where the coverage is written as JSON")
  private @Nullable Path coverageJson;

  @Option(
      names = "--watch",
      description =
          "runs the cases again that are concerned by what is saved, until the input ends")
  private boolean watch;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Predicate<String> wanted = issue -> issues.isEmpty() || issues.contains(issue);
    try {
      if (watch) {
        new CaseWatch(home, wanted, out).run(System.in);
        return 0;
      }
      CaseHome loaded = CaseHome.load(home);
      List<CaseSuite.Outcome> outcomes =
          coverage || coverageJson != null
              ? measured(loaded, wanted, out)
              : loaded.suite().run(wanted);
      if (junit != null) {
        JunitXml.write(junit, outcomes);
      }
      return tell(loaded.suite(), outcomes, out);
    } catch (PackInvalid | YamlInvalid e) {
      out.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private List<CaseSuite.Outcome> measured(
      CaseHome loaded, Predicate<String> wanted, PrintWriter out) throws IOException, YamlInvalid {
    Predicate<String> files = file -> wanted.test(file.replaceAll("^.*/|\\.drl$", ""));
    try (CoverageMeter meter = new CoverageMeter(loaded.base(), files)) {
      List<CaseSuite.Outcome> outcomes = loaded.suite().run(wanted, meter);
      Coverage measured = meter.coverage(outcomes);
      if (coverage) {
        measured.gaps().forEach(out::println);
        out.println(measured.summary());
      }
      if (coverageJson != null) {
        Files.writeString(
            coverageJson, FactJson.mapper().valueToTree(measured).toPrettyString() + "\n");
      }
      return outcomes;
    }
  }

  private int tell(CaseSuite suite, List<CaseSuite.Outcome> outcomes, PrintWriter out) {
    List<String> missing = new ArrayList<>(issues);
    outcomes.forEach(outcome -> missing.remove(outcome.issue()));
    if (!missing.isEmpty()) {
      missing.forEach(issue -> out.println("there are no cases of " + issue));
      return 2;
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    outcomes.forEach(outcome -> outcome.problems().forEach(out::println));
    if (issues.isEmpty() && !coverage) {
      Set<String> never = suite.neverFired(outcomes);
      never.forEach(rule -> out.println("warning: no case lets the rule " + rule + " fire"));
    }
    out.printf("%d cases were run, %d do not hold%n", outcomes.size(), failed);
    return failed == 0 ? 0 : 1;
  }
}
