package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.rulepack.PackCompiler;
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
    description = "Runs the cases of known issues, all of them when none is named.")
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

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path rules = home.resolve("rules");
    try {
      CaseSuite suite =
          new CaseSuite(rules, PackCompiler.compile(rules, home.resolve("target/packs")));
      List<CaseSuite.Outcome> outcomes =
          suite.run(issue -> issues.isEmpty() || issues.contains(issue));
      if (junit != null) {
        JunitXml.write(junit, outcomes);
      }
      return tell(suite, outcomes, out);
    } catch (PackInvalid | YamlInvalid e) {
      out.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private int tell(CaseSuite suite, List<CaseSuite.Outcome> outcomes, PrintWriter out) {
    List<String> missing = new ArrayList<>(issues);
    outcomes.forEach(outcome -> missing.remove(outcome.issue()));
    missing.forEach(issue -> out.println("there are no cases of " + issue));
    long failed = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    outcomes.forEach(outcome -> outcome.problems().forEach(out::println));
    if (issues.isEmpty()) {
      Set<String> never = suite.neverFired(outcomes);
      never.forEach(rule -> out.println("warning: no case lets the rule " + rule + " fire"));
    }
    out.printf("%d cases were run, %d do not hold%n", outcomes.size(), failed);
    return failed == 0 && missing.isEmpty() ? 0 : 1;
  }
}
