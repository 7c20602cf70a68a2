package org.clarityos.heal.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code check}: says every fault of rule packs and playbooks, with file, line and
 * column.
 */
@Command(name = "check", description = "Checks rule packs and playbooks.")
final class Check implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--home",
      defaultValue = "${env:CLARITY_HOME:-.}",
      description = "the folder with rules and playbooks")
  private Path home = Path.of(".");

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Actions actions = Actions.shipped();
    int faults = 0;
    try {
      int rules = PackCompiler.compile(home.resolve("rules")).rules().size();
      out.println("rules: " + rules + " compile");
    } catch (PackInvalid e) {
      out.println(e.getMessage());
      faults++;
    }
    try {
      int playbooks =
          PlaybookLoader.load(home.resolve("playbooks"), actions.all().keySet(), actions::fault)
              .size();
      out.println("playbooks: " + playbooks + " load");
    } catch (YamlInvalid e) {
      out.println(e.getMessage());
      faults++;
    }
    return faults == 0 ? 0 : 1;
  }
}
