package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.clarityos.heal.journal.FactJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code plan}: tells what plans would do, without doing it, and takes answers about them. */
@Command(name = "plan", description = "Tells what plans would do, without doing it.")
final class PlanCommand {
  private static final String SERVICE = "http://127.0.0.1:7717";
  private static final String PLANS = "/api/v1/plans/";

  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "dry-run", description = "What a playbook would do on a component.")
  int dryRun(
      @Option(names = "--component", required = true, description = "its full id") String component,
      @Option(names = "--playbook", required = true) String playbook,
      @Option(names = "--json", description = "for machines") boolean json,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    String asked =
        FactJson.mapper()
            .createObjectNode()
            .put("component", component)
            .put("playbook", playbook)
            .toString();
    JsonNode answer = read(new ApiClient(url).ask("POST", PLANS + "dry-run", asked));
    if (json) {
      out().println(answer);
    } else {
      tell(answer, "");
    }
    return 0;
  }

  @Command(name = "now", description = "What would be done now about every live incident.")
  int now(
      @Option(
              names = "--site",
              defaultValue = "",
              description = "a tenant, site, host or component; all when left out")
          String site,
      @Option(names = "--json", description = "for machines") boolean json,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    JsonNode answer = read(new ApiClient(url).get(PLANS + "now?site=" + encoded(site)));
    if (json) {
      out().println(answer);
    } else if (answer.isEmpty()) {
      out().println("nothing is ill");
    } else {
      answer.forEach(this::proposal);
    }
    return 0;
  }

  @Command(name = "show", description = "What would be done now about one incident.")
  int show(
      @Parameters(paramLabel = "INCIDENT", description = "the incident's id") String incident,
      @Option(names = "--json", description = "for machines") boolean json,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    JsonNode answer = read(new ApiClient(url).get(PLANS + "now/" + encoded(incident)));
    if (json) {
      out().println(answer);
    } else {
      proposal(answer);
    }
    return 0;
  }

  @Command(
      name = "approve",
      description = "Approves the plan that was shown, or only its safe steps.")
  int approve(
      @Parameters(paramLabel = "INCIDENT", description = "the incident's id") String incident,
      @Option(
              names = "--dry-run",
              required = true,
              description = "the hash of the dry run that you were shown")
          String dryRun,
      @Option(names = "--safe-subset", description = "only the safe steps") boolean part,
      @Option(names = "--comment", defaultValue = "") String comment,
      @Option(names = "--token", required = true, description = "the file of your token")
          Path token,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    ObjectNode said =
        FactJson.mapper()
            .createObjectNode()
            .put("answer", part ? "APPROVE_SAFE_SUBSET" : "APPROVE")
            .put("dryRun", dryRun)
            .put("comment", comment);
    return answer(incident, said, token, url);
  }

  @Command(name = "reject", description = "Rejects what is asked; the incident is handed on.")
  int reject(
      @Parameters(paramLabel = "INCIDENT", description = "the incident's id") String incident,
      @Option(names = "--comment", required = true, description = "why") String comment,
      @Option(names = "--token", required = true, description = "the file of your token")
          Path token,
      @Option(names = "--url", defaultValue = SERVICE) URI url)
      throws IOException, InterruptedException {
    ObjectNode said =
        FactJson.mapper().createObjectNode().put("answer", "REJECT").put("comment", comment);
    return answer(incident, said, token, url);
  }

  private int answer(String incident, ObjectNode said, Path token, URI url)
      throws IOException, InterruptedException {
    ApiClient client = new ApiClient(url).with(Files.readString(token).strip());
    client.ask("POST", "/api/v1/incidents/" + encoded(incident) + "/approval", said.toString());
    out().println("taken");
    return 0;
  }

  private void proposal(JsonNode proposal) {
    JsonNode incident = proposal.path("incident");
    out()
        .printf(
            "%s on %s: incident %s, attempt %d, %s%n",
            incident.path("knownIssue").asText(),
            incident.path("component").asText(),
            incident.path("id").asText(),
            incident.path("attempt").asInt(),
            incident.path("status").asText());
    JsonNode decision = proposal.path("decision");
    if (decision.isObject()) {
      out()
          .printf(
              "  decided: %s, %s%n",
              decision.path("verdict").asText(), decision.path("reason").asText());
    } else {
      out().println("  decided: nothing yet");
    }
    for (String why : new String[] {"guards", "restraints"}) {
      for (JsonNode fact : proposal.path(why)) {
        out().println("  held back: " + fact.path("reason").asText());
      }
    }
    JsonNode asks = proposal.path("asks");
    if (asks.isObject()) {
      out()
          .printf(
              "  asks: %s, until %s%n",
              asks.path("role").asText(), Instant.ofEpochMilli(asks.path("until").asLong()));
    }
    if (proposal.has("candidate")) {
      JsonNode candidate = proposal.path("candidate");
      out()
          .printf(
              "  plan: %s, confidence %s%n",
              candidate.path("offer").path("playbook").asText(),
              candidate.path("confidence").asText());
    } else {
      out().println("  plan: no playbook is left");
    }
    if (proposal.has("dryRun")) {
      tell(proposal.path("dryRun"), "  ");
    }
  }

  private void tell(JsonNode dryRun, String indent) {
    out()
        .printf(
            "%s%s %s on %s, dry run %s%n",
            indent,
            dryRun.path("playbook").asText(),
            dryRun.path("version").asText(),
            dryRun.path("component").asText(),
            dryRun.path("hash").asText());
    line(indent + "  would be refused: ", dryRun.path("refusal"));
    for (JsonNode step : dryRun.path("steps")) {
      out()
          .printf(
              "%s  %s (%s, %s)%s%n",
              indent,
              step.path("id").asText(),
              step.path("action").asText(),
              step.path("safety").asText(),
              step.path("safe").asBoolean() ? "" : "  not in the safe subset");
      line(indent + "    would: ", step.path("does"));
      line(indent + "    refused: ", step.path("refusal"));
      line(indent + "    ", step.path("seen"));
      line(indent + "    impact: ", step.path("impact"));
      line(indent + "    undo: ", step.path("undo"));
      line(indent + "    repeat: ", step.path("repeat"));
    }
    line(indent + "  then verified: ", dryRun.path("verify"));
  }

  private void line(String label, JsonNode text) {
    if (!text.asText().isEmpty()) {
      out().println(label + text.asText());
    }
  }

  private static JsonNode read(String answer) throws IOException {
    return FactJson.mapper().readTree(answer);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
