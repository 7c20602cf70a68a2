package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.audit.ChainCheck;
import org.clarityos.heal.journal.FactJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code audit}: reads and verifies the audit log. */
@Command(name = "audit", description = "Reads and verifies the audit log.")
final class AuditCommand {
  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "list", description = "Prints the newest records, oldest first.")
  int list(
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url,
      @Option(names = "--component", defaultValue = "") String component,
      @Option(names = "--incident", defaultValue = "") String incident,
      @Option(names = "--kind", defaultValue = "") String kind,
      @Option(names = "--limit", defaultValue = "50") int limit)
      throws IOException, InterruptedException {
    String query =
        "/api/v1/audit?component=%s&incident=%s&kind=%s&limit=%d"
            .formatted(component, incident, kind, limit);
    for (JsonNode record : FactJson.mapper().readTree(new ApiClient(url).get(query))) {
      out().println(line(record));
    }
    return 0;
  }

  @Command(name = "show", description = "Prints the whole story of an incident.")
  int show(
      @Parameters(paramLabel = "INCIDENT") String id,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    JsonNode story = FactJson.mapper().readTree(new ApiClient(url).get("/api/v1/incidents/" + id));
    for (JsonNode record : story.path("around")) {
      out().println(line(record));
    }
    for (JsonNode record : story.path("records")) {
      if (record.path("kind").asText().equals("context")) {
        context(record.path("body"));
      }
    }
    return 0;
  }

  /** What was known of the component and its neighbours when the incident opened. */
  private void context(JsonNode body) {
    out().println("\nContext when it opened, of " + names(body.path("related")));
    for (JsonNode state : body.path("states")) {
      out().println("  state        " + state);
    }
    for (JsonNode observation : body.path("observations")) {
      out().println("  observation  " + observation);
    }
  }

  private static String names(JsonNode related) {
    List<String> names = new ArrayList<>();
    related.forEach(name -> names.add(name.asText()));
    return String.join(", ", names);
  }

  @Command(name = "export", description = "Writes every record as a line of JSON.")
  int export(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    try (InputStream records = new ApiClient(url).stream("/api/v1/audit/export")) {
      Files.copy(records, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return 0;
  }

  @Command(name = "verify", description = "Checks every hash chain, of a service or of an export.")
  int verify(
      @Option(names = "--file", description = "an export, checked offline") @Nullable Path file,
      @Option(names = "--replay", description = "derive every firing again") boolean replay,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    if (file != null) {
      ChainCheck check = new ChainCheck();
      read(file, check);
      String fault = check.fault().orElse("");
      out().println(fault.isEmpty() ? "whole: " + check.count() + " records" : "broken: " + fault);
      return fault.isEmpty() ? 0 : 1;
    }
    String answer = new ApiClient(url).get("/api/v1/audit/verify?replay=" + replay);
    out().println(answer);
    return FactJson.mapper().readTree(answer).path("valid").asBoolean() ? 0 : 1;
  }

  private static void read(Path file, ChainCheck check) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        JsonNode node = FactJson.mapper().readTree(text);
        check.accept(
            new AuditRecord(
                node.path("chain").asText(),
                node.path("seq").asLong(),
                node.path("at").asLong(),
                node.path("kind").asText(),
                node.path("component").asText(),
                node.path("incident").asText(),
                node.path("body").toString(),
                node.path("prev").asText(),
                node.path("hash").asText()));
      }
    }
  }

  private static String line(JsonNode record) {
    JsonNode body = record.path("body");
    String what = "";
    for (String field : new String[] {"name", "detail", "reason", "knownIssue", "playbook"}) {
      if (what.isEmpty() && body.hasNonNull(field)) {
        what = body.path(field).asText();
      }
    }
    return "%s  %-20s %s  %s%s"
        .formatted(
            Instant.ofEpochMilli(record.path("at").asLong()),
            record.path("kind").asText(),
            record.path("component").asText(),
            body.hasNonNull("verdict") ? body.path("verdict").asText() + ": " : "",
            what);
  }
}
