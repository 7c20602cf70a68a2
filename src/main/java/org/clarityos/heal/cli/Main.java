package org.clarityos.heal.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The program: one command line, which boots the service only for {@code serve}. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    // Before the service has set its levels, every trace of the rule engine would be formatted and
    // kept.
    Logger.getLogger("").setLevel(Level.WARNING);
    CommandLine line = new CommandLine(new Clarity()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          Failure.tell("the command did not succeed", failure, command.getErr());
          return 1;
        });
    System.exit(line.execute(arguments));
  }
}
