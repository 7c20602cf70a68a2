package org.clarityos.heal.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.replay.Backtest;
import org.clarityos.heal.replay.PacksFailed;
import org.clarityos.heal.replay.Recording;
import org.clarityos.heal.replay.RecordingInvalid;
import org.clarityos.heal.replay.Report;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code replay}: runs a recording through two sets of packs and tells the difference. */
@Command(
    name = "replay",
    description =
        "Runs a recording through two sets of packs; 0 when they come to the same, 1 when not, 2 when one cannot be run.")
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "RECORDING", description = "what clarity record wrote")
  private Path recording = Path.of("");

  @Option(
      names = "--pack",
      description =
          "A: a folder of packs, or one pack in place of the home's; the home's packs when it is not said")
  private @Nullable Path pack;

  @Option(
      names = "--against",
      required = true,
      description = "B: a folder of packs, or one pack in place of the home's")
  private Path against = Path.of("");

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Option(names = "--json", description = "as JSON, for machines")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Recording opened = Recording.open(recording)) {
      RuleBase a = compile(pack == null ? home.resolve("rules") : pack);
      RuleBase b = compile(against);
      Map<String, List<String>> steps = steps();
      Report report = Backtest.run(opened, a, b);
      if (json) {
        out.println(ReplayJson.of(report, steps));
      } else {
        new ReplayText(out, steps).print(report);
      }
      return report.same() ? 0 : 1;
    } catch (RecordingInvalid | PackInvalid | YamlInvalid | PacksFailed e) {
      out.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private RuleBase compile(Path packs) throws PackInvalid {
    return PackCompiler.compile(packs, home.resolve("rules"), home.resolve("target/packs"));
  }

  /** The steps of the home's playbooks, by playbook. */
  private Map<String, List<String>> steps() throws YamlInvalid {
    Actions actions = Actions.shipped();
    Map<String, List<String>> steps = new HashMap<>();
    for (Playbook playbook :
        PlaybookLoader.load(home.resolve("playbooks"), actions.all().keySet(), actions::fault)) {
      steps.put(playbook.id(), playbook.steps().stream().map(Playbook.Step::action).toList());
    }
    return steps;
  }
}
