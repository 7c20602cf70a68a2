package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.clarityos.heal.fact.Window;
import org.clarityos.heal.journal.FactJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code window}: maintenance windows, silences, freezes and change tickets of a running service. */
@Command(
    name = "window",
    description = "Maintenance windows, silences, freezes and change tickets of a running service.")
final class WindowCommand {
  private static final String WINDOWS = "/api/v1/windows";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--url", defaultValue = "http://127.0.0.1:7717", description = "the service")
  private URI url = URI.create("http://127.0.0.1:7717");

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "open", description = "Opens a window, from now on.")
  int open(
      @Parameters(
              paramLabel = "KIND",
              description =
                  "${COMPLETION-CANDIDATES}: nothing is done; nobody is asked either; a person is asked; "
                      + "what needs a ticket may be done")
          Window.Kind kind,
      @Parameters(paramLabel = "NAME", description = "its name, one word") String name,
      @Option(
              names = "--scope",
              defaultValue = "",
              description = "tenant, site, host or component; everything when left out")
          String scope,
      @Option(names = "--issue", defaultValue = "", description = "of this known issue only")
          String issue,
      @Option(names = "--minutes", defaultValue = "60", description = "how long; 60 when left out")
          long minutes,
      @Option(names = "--reason", required = true, description = "why; the ticket of a change")
          String reason,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "who opens it")
          String by)
      throws IOException, InterruptedException {
    long until = Clock.systemUTC().millis() + Duration.ofMinutes(minutes).toMillis();
    String body =
        FactJson.mapper()
            .createObjectNode()
            .put("component", scope)
            .put("name", name)
            .put("kind", kind.name())
            .put("knownIssue", issue)
            .put("until", until)
            .put("reason", reason)
            .put("by", by)
            .toString();
    new ApiClient(url).ask("POST", WINDOWS, body);
    out().println(name + " is open until " + Instant.ofEpochMilli(until));
    out().flush();
    return 0;
  }

  @Command(name = "close", description = "Closes a window before its end.")
  int close(
      @Parameters(paramLabel = "NAME", description = "as list prints it") String name,
      @Option(names = "--scope", defaultValue = "", description = "its scope") String scope,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "who closes it")
          String by)
      throws IOException, InterruptedException {
    new ApiClient(url)
        .ask(
            "DELETE",
            WINDOWS + "?scope=" + encoded(scope) + "&name=" + encoded(name) + "&by=" + encoded(by),
            "");
    out().println(name + " is closed");
    out().flush();
    return 0;
  }

  @Command(name = "list", description = "Prints the windows that are open or to come.")
  int list() throws IOException, InterruptedException {
    for (JsonNode window : FactJson.mapper().readTree(new ApiClient(url).get(WINDOWS))) {
      out()
          .printf(
              "%s to %s  %-11s  %s  %s%s  %s (%s)%n",
              Instant.ofEpochMilli(window.path("from").asLong()),
              Instant.ofEpochMilli(window.path("until").asLong()),
              window.path("kind").asText(),
              window.path("name").asText(),
              orAll(window.path("component").asText(), "everything"),
              orAll(" " + window.path("knownIssue").asText(), ""),
              window.path("reason").asText(),
              window.path("by").asText());
    }
    out().flush();
    return 0;
  }

  private static String orAll(String text, String all) {
    return text.isBlank() ? all : text;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
