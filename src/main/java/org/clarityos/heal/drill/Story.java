package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An incident told to a person while it happens, from the API's own records. */
final class Story {
  private final ServiceApi api;
  private final PrintStream out;
  private final long since;
  private final Set<String> told = new HashSet<>();

  /** A story of what happens from a time on. */
  Story(ServiceApi api, PrintStream out, long since) {
    this.api = api;
    this.out = out;
    this.since = since;
  }

  /** Tells what is new, in the order in which it happened. */
  void tell() throws IOException, InterruptedException {
    List<JsonNode> fresh = new ArrayList<>();
    for (JsonNode incident : api.get("/incidents")) {
      if (incident.path("changedAt").asLong() >= since) {
        JsonNode story = api.get("/incidents/" + incident.path("id").asText());
        story.path("around").forEach(fresh::add);
        story.path("records").forEach(fresh::add);
      }
    }
    fresh.removeIf(record -> !fresh(record));
    fresh.sort(
        Comparator.comparingLong((JsonNode record) -> record.path("at").asLong())
            .thenComparingLong(record -> record.path("seq").asLong()));
    for (JsonNode record : fresh) {
      if (record.path("kind").asText().equals("firing")) {
        tellFiring(record);
      } else {
        tell(record);
      }
    }
  }

  /** A rule of the knowledge base, the first time; how a plan is chosen is told by the decision. */
  private void tellFiring(JsonNode record) {
    JsonNode body = record.path("body");
    String rule = body.path("rule").asText();
    boolean knowledge = !rule.startsWith("policy-") && !rule.startsWith("planning-");
    if (knowledge && told.add(record.path("component").asText() + " " + rule)) {
      say(record, "rule", body.path("name").asText() + " (" + rule + ")");
    }
  }

  private void tell(JsonNode record) {
    JsonNode body = record.path("body");
    switch (record.path("kind").asText()) {
      case "incident" ->
          say(
              record,
              "incident",
              body.path("knownIssue").asText() + " " + body.path("status").asText());
      case "decision" ->
          say(
              record,
              "decision",
              "%s %s, plan confidence %s: %s"
                  .formatted(
                      body.path("verdict").asText(),
                      body.path("playbook").asText(),
                      body.path("confidence").asText(),
                      body.path("reason").asText()));
      case "execution" -> say(record, "plan", body.path("playbook").asText() + steps(body));
      case "step-done" ->
          say(record, "step", body.path("step").asText() + ": " + body.path("detail").asText());
      case "verification" ->
          say(
              record,
              "verified",
              body.path("result").asText() + " " + body.path("detail").asText());
      case "outcome" -> say(record, "outcome", body.path("result").asText());
      default -> {
        // Intentions and approvals are in the audit log; here they would only be noise.
      }
    }
  }

  private static String steps(JsonNode body) {
    StringBuilder steps = new StringBuilder();
    for (JsonNode step : body.path("steps")) {
      steps.append(steps.length() == 0 ? ": " : ", ").append(step.path("id").asText());
    }
    return steps.toString();
  }

  private boolean fresh(JsonNode record) {
    return record.path("at").asLong() >= since
        && told.add(record.path("chain").asText() + " " + record.path("seq").asText());
  }

  private void say(JsonNode record, String what, String text) {
    String component = record.path("component").asText().replaceAll(".*/", "");
    double seconds = (record.path("at").asLong() - since) / 1000.0;
    out.printf(Locale.ROOT, "  %+7.2f s  %-14s %-9s %s%n", seconds, component, what, text);
  }
}
