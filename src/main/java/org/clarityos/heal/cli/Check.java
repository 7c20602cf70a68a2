package org.clarityos.heal.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.clarityos.heal.drill.DrillFiles;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.rulepack.CrossPack;
import org.clarityos.heal.rulepack.PackCheck;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code check}: says every problem of rule packs, cases, drills and playbooks, with
 * file, line and column.
 */
@Command(
    name = "check",
    description =
        "Checks rule packs, cases, drills and playbooks; 0 when all may be loaded, 1 when not, 2 when PATH is not there.")
final class Check implements Callable<Integer> {
  /** How problems are told. */
  enum Format {
    /** A line each. */
    TEXT,
    /** SARIF 2.1.0, as code hosts and editors read it. */
    SARIF
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      description = "a pack, or a file of one; all packs and playbooks when it is not said")
  private @Nullable Path path;

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or sarif; text when it is not said")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (path != null && !Files.exists(path)) {
      out.println(path.toAbsolutePath().normalize() + " is not there");
      out.flush();
      return 2;
    }
    Path rules = rules();
    PackCheck.Report report = PackCheck.check(rules);
    List<Problem> problems = new ArrayList<>(report.problems());
    problems.addAll(DrillFiles.problems(rules));
    int playbooks = playbooks(report, rules, problems);
    if (path != null) {
      Path only = path.toAbsolutePath().normalize();
      problems.removeIf(p -> !p.file().toAbsolutePath().normalize().startsWith(only));
    }
    long errors = problems.stream().filter(problem -> !problem.bearable()).count();
    if (format == Format.SARIF) {
      out.println(Sarif.of(problems));
    } else {
      problems.forEach(out::println);
      out.printf(
          "%d rules, %d known issues, %d playbooks: %d errors, %d warnings%n",
          report.rules(), report.issues().size(), playbooks, errors, problems.size() - errors);
    }
    out.flush();
    return errors == 0 ? 0 : 1;
  }

  /** The packs to look at: those of the pack that is asked for, else of the home. */
  private Path rules() {
    if (path != null) {
      for (Path at = path.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
        if (Files.exists(at.resolve("pack.yaml")) && at.getParent() != null) {
          return at.getParent();
        }
      }
    }
    return home.resolve("rules");
  }

  private int playbooks(PackCheck.Report report, Path rules, List<Problem> problems) {
    Path folder = home.resolve("playbooks");
    Actions actions = Actions.shipped();
    try {
      List<Playbook> playbooks =
          PlaybookLoader.load(folder, actions.all().keySet(), actions::fault);
      // What does not compile is told of first; what it leads to would only be noise.
      if (report.rules() > 0) {
        problems.addAll(
            PlaybookLoader.strangers(folder, report.issues(), CrossPack.reached(rules)));
        problems.addAll(CrossPack.problems(rules, playbooks, actions::effects));
      }
      return playbooks.size();
    } catch (YamlInvalid e) {
      problems.addAll(e.problems());
      return 0;
    }
  }
}
