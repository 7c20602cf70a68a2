package org.clarityos.heal.cli;

import java.nio.file.Path;
import org.clarityos.heal.rulepack.Scaffold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code rule}: makes known issues. */
@Command(name = "rule", description = "Makes known issues in rule packs.")
final class RuleCommand {
  @Spec private @Nullable CommandSpec spec;

  @Command(
      name = "new",
      description = "Makes a known issue with its cases, diagnosed from a finding of its name.")
  int create(
      @Parameters(paramLabel = "PACK", description = "the pack") String pack,
      @Parameters(paramLabel = "ISSUE", description = "its id, such as pool-exhausted")
          String issue,
      @Option(
              names = "--title",
              defaultValue = "The component says that it is ill",
              description = "what is ill, in a sentence")
          String title,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home) {
    return Made.tell(
        spec,
        () -> Scaffold.rule(home.resolve("rules"), pack, issue, title),
        "next: change them, then clarity check rules/" + pack + " and clarity test " + issue);
  }
}
