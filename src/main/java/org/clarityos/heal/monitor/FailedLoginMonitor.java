package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.Finding;

/** The monitor of failed log-ins: follows the authentication log. */
public final class FailedLoginMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Pattern FAILED =
      Pattern.compile(
          "sshd(?:-session)?\\[\\d+\\]: (?:Failed \\S+ for (?:invalid user )?\\S*|Invalid user \\S*) from ([0-9a-fA-F.:]+)");
  private final Path log;

  /** A monitor that follows a log such as {@code /var/log/auth.log}. */
  public FailedLoginMonitor(Path log) {
    this.log = log;
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    if (!Files.isReadable(log)) {
      throw new CannotWatch(
          log + " cannot be read; name the authentication log, or let this user read it");
    }
    Tail tail = new Tail(log);
    watch.every(LOOK, "failed log-ins", () -> look(watch, tail));
  }

  private static void look(Watch watch, Tail tail) throws IOException {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    for (String line : tail.lines()) {
      long now = watch.clock().millis();
      address(line)
          .ifPresent(
              from ->
                  watch.observe(new Finding(host, "failed-login", from, line, now, "security")));
    }
  }

  /** The address that a log line says failed to log in. */
  static Optional<String> address(String line) {
    Matcher matcher = FAILED.matcher(line);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
