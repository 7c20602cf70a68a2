package org.clarityos.heal.cli;

import java.nio.file.Path;
import org.clarityos.heal.rulepack.Scaffold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code pack}: makes rule packs. */
@Command(name = "pack", description = "Makes rule packs.")
final class PackCommand {
  @Spec private @Nullable CommandSpec spec;

  @Command(name = "new", description = "Makes a pack without rules.")
  int create(
      @Parameters(paramLabel = "PACK", description = "its name, one word") String name,
      @Option(
              names = "--owner",
              defaultValue = "${sys:user.name}",
              description = "who answers for it")
          String owner,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home) {
    return Made.tell(
        spec,
        () -> Scaffold.pack(home.resolve("rules"), name, owner),
        "next: clarity rule new " + name + " ISSUE");
  }
}
