package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.clarityos.heal.journal.FactJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explain}: why something was concluded, and why a rule did not hold. */
@Command(
    name = "explain",
    description = "Says why something was concluded, and why a rule did not hold.")
final class ExplainCommand {
  private static final String SERVICE = "http://127.0.0.1:7717";

  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "why", description = "The facts and rules behind it, down to observations.")
  int why(
      @Parameters(
              paramLabel = "ID",
              description = "an incident, a decision, or with --component a known issue")
          String id,
      @Option(names = "--component", defaultValue = "") String component,
      @Option(names = "--json", description = "for machines") boolean json,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    String path = "/api/v1/explain/why/" + encoded(id) + "?component=" + encoded(component);
    JsonNode answer = FactJson.mapper().readTree(new ApiClient(url).get(path));
    if (json) {
      out().println(answer);
    } else {
      why(answer, "");
    }
    return 0;
  }

  private void why(JsonNode node, String indent) {
    JsonNode origin = node.path("origin");
    out().println(indent + node.path("fact").asText());
    String rule = origin.path("rule").asText();
    out()
        .println(
            indent
                + "  <- "
                + origin.path("name").asText()
                + (rule.isEmpty()
                    ? ""
                    : "  ("
                        + rule
                        + ", "
                        + origin.path("pack").asText()
                        + ", "
                        + time(origin)
                        + ", record "
                        + origin.path("record").asText()
                        + ")"));
    node.path("from").forEach(cause -> why(cause, indent + "     "));
  }

  @Command(name = "why-not", description = "Which pattern fails on which nearest facts.")
  int whyNot(
      @Parameters(
              paramLabel = "RULE",
              description = "a rule's id or name, or a known issue's id: why it is not diagnosed")
          String rule,
      @Option(names = "--component", required = true) String component,
      @Option(names = "--at", defaultValue = "", description = "2026-11-25T20:40:00Z; now")
          String at,
      @Option(names = "--json", description = "for machines") boolean json,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    String path =
        "/api/v1/explain/why-not?rule=%s&component=%s&at=%s"
            .formatted(encoded(rule), encoded(component), encoded(at));
    JsonNode answer = FactJson.mapper().readTree(new ApiClient(url).get(path));
    if (json) {
      out().println(answer);
      return 0;
    }
    whyNot(answer.path("answer"), "");
    JsonNode fired = answer.path("fired");
    if (fired.isObject()) {
      out()
          .println(
              "It fired last at "
                  + time(fired)
                  + ", record "
                  + fired.path("record").asText()
                  + "; clarity explain why tells of what came of it.");
    }
    return 0;
  }

  private void whyNot(JsonNode answer, String indent) {
    String verdict = answer.path("holds").asBoolean() ? " holds for " : " does not hold for ";
    out()
        .println(
            indent
                + "\""
                + answer.path("name").asText()
                + "\" ("
                + answer.path("rule").asText()
                + ", "
                + answer.path("pack").asText()
                + ")"
                + verdict
                + answer.path("component").asText()
                + " at "
                + time(answer));
    for (JsonNode line : answer.path("patterns")) {
      String mark =
          switch (line.path("found").asText()) {
            case "HOLDS" -> "  + ";
            case "FAILS" -> "  ! ";
            default -> "  ? ";
          };
      out().println(indent + mark + line.path("pattern").asText());
      out().println(indent + "      " + line.path("said").asText());
    }
    answer.path("below").forEach(below -> whyNot(below, indent + "      "));
  }

  private static Instant time(JsonNode node) {
    return Instant.ofEpochMilli(node.path("at").asLong());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
