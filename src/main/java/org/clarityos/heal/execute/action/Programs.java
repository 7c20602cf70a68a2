package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.host.CommandRunner;

/** What actions share that run a program of the system: as the program's own user, with a limit. */
final class Programs {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MOST_WORDS = 500;

  private Programs() {}

  /** Runs a program that must succeed; answers what it said. */
  static String run(ActionContext context, String... arguments)
      throws ActionFailed, InterruptedException {
    return run(context, LIMIT, List.of(arguments));
  }

  static String run(ActionContext context, Duration limit, List<String> arguments)
      throws ActionFailed, InterruptedException {
    CommandRunner.Result result = ask(context, limit, arguments);
    if (result.exitCode() != 0) {
      throw new ActionFailed(
          String.join(" ", arguments) + " ended with " + result.exitCode() + ": " + words(result));
    }
    return result.output().trim();
  }

  /** Runs a program whose exit code is an answer. */
  static CommandRunner.Result ask(ActionContext context, Duration limit, List<String> arguments)
      throws InterruptedException {
    return context
        .hands()
        .commands()
        .run(
            new CommandRunner.Command(
                arguments, "", Path.of("/"), Map.of(), Optional.empty(), limit));
  }

  static CommandRunner.Result ask(ActionContext context, String... arguments)
      throws InterruptedException {
    return ask(context, LIMIT, List.of(arguments));
  }

  /** The last words of a program that says at the end why it failed. */
  static String lastWords(CommandRunner.Result result) {
    String said = result.output().trim();
    return said.length() > MOST_WORDS ? "…" + said.substring(said.length() - MOST_WORDS) : said;
  }

  /** The first words of what a program said, for a reason or the audit. */
  static String words(CommandRunner.Result result) {
    String said = result.output().trim();
    return said.length() > MOST_WORDS ? said.substring(0, MOST_WORDS) + "…" : said;
  }
}
