package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.clarityos.heal.execute.Brakes;
import org.clarityos.heal.fact.Brake;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code brake}: stops all acting in a scope, by a file, also when service and database
 * are away.
 */
@Command(name = "brake", description = "No new step starts in a scope until the brake is released.")
final class BrakeCommand {
  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private static Brakes brakes(@Nullable Path data) {
    Path folder = data == null ? DataFolder.standard() : data;
    return new Brakes(folder.resolve("brake"), Clock.systemUTC());
  }

  @Command(name = "pull", description = "Pulls the brake.")
  int pull(
      @Option(
              names = "--scope",
              defaultValue = "",
              description = "tenant, site or component; all when left out")
          String scope,
      @Option(names = "--reason", required = true) String reason,
      @Option(names = "--minutes", defaultValue = "60") long minutes,
      @Option(names = "--data", description = "the service's data folder") @Nullable Path data)
      throws IOException {
    long until = Clock.systemUTC().millis() + Duration.ofMinutes(minutes).toMillis();
    brakes(data).pull(new Brake(scope, reason, until, System.getProperty("user.name")));
    out()
        .println(
            "pulled on "
                + (scope.isEmpty() ? "everything" : scope)
                + " until "
                + Instant.ofEpochMilli(until));
    return 0;
  }

  @Command(name = "release", description = "Releases the brake.")
  int release(
      @Option(names = "--scope", defaultValue = "") String scope,
      @Option(names = "--data", description = "the service's data folder") @Nullable Path data)
      throws IOException {
    boolean released = brakes(data).release(scope, System.getProperty("user.name"));
    out()
        .println(
            released
                ? "released"
                : "no brake was pulled on " + (scope.isEmpty() ? "everything" : scope));
    return released ? 0 : 1;
  }

  @Command(name = "list", description = "Prints the brakes that hold now.")
  int list(
      @Option(names = "--data", description = "the service's data folder") @Nullable Path data) {
    brakes(data).all().forEach(brake -> out().println(brake));
    return 0;
  }
}
