package org.clarityos.heal.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The port through which commands are run: argument lists, a minimal environment, a time limit, no
 * shell.
 */
public interface CommandRunner {
  /** Runs a command to its end. */
  Result run(Command command) throws InterruptedException;

  /**
   * Starts a command that outlives this program: its own session and process group, detached from
   * our input and output.
   */
  long launch(Command command) throws java.io.IOException;

  /**
   * A command.
   *
   * @param arguments the program and its arguments
   * @param user as whom; empty for the program's own user
   * @param directory where it runs
   * @param environment variables added to a minimal environment
   * @param output where its output goes when launched, empty for nowhere; where the first 4 MiB of
   *     it go when run, empty for into its result alone
   * @param timeout how long it may run
   */
  record Command(
      List<String> arguments,
      String user,
      Path directory,
      Map<String, String> environment,
      Optional<Path> output,
      Duration timeout) {}

  /**
   * How a command ended.
   *
   * @param exitCode its exit code; -1 when it was ended by the time limit or did not start
   * @param output its standard output and error, at most 64 KiB, with values of its environment
   *     hidden
   */
  record Result(int exitCode, String output) {}
}
