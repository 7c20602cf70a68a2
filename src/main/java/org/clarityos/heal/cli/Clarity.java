package org.clarityos.heal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The root command. */
@Command(
    name = "clarity",
    description = "Sees what is ill, works out why with rules, heals it, proves it.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "clarity-heal 0.1.0-SNAPSHOT",
    subcommands = {
      Serve.class,
      DrillCommand.class,
      DemoCommand.class,
      KillLoopCommand.class,
      Check.class,
      TestCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      PackCommand.class,
      RuleCommand.class,
      AuditCommand.class,
      EvidenceCommand.class,
      ExplainCommand.class,
      PlanCommand.class,
      PersonCommand.class,
      BrakeCommand.class,
      WindowCommand.class,
      BenchCommand.class
    })
final class Clarity {}
