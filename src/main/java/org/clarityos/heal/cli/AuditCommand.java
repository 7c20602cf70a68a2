package org.clarityos.heal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.clarityos.heal.audit.Anchors;
import org.clarityos.heal.audit.ChainCheck;
import org.clarityos.heal.audit.Export;
import org.clarityos.heal.audit.Tombstone;
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
      @Option(names = "--rule", defaultValue = "", description = "firings of the rule with this id")
          String rule,
      @Option(names = "--person", defaultValue = "", description = "what this person did")
          String person,
      @Option(names = "--decision", defaultValue = "", description = "ACT, ASK, RECORD …")
          String decision,
      @Option(names = "--from", description = "2026-11-27T03:00:00Z") @Nullable Instant from,
      @Option(names = "--to", description = "2026-11-27T04:00:00Z") @Nullable Instant to,
      @Option(names = "--limit", defaultValue = "50") int limit)
      throws IOException, InterruptedException {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("component", component);
    asked.put("incident", incident);
    asked.put("kind", kind);
    asked.put("rule", rule);
    asked.put("person", person);
    asked.put("decision", decision);
    asked.put("from", from == null ? "" : Long.toString(from.toEpochMilli()));
    asked.put("to", to == null ? "" : Long.toString(to.toEpochMilli()));
    asked.put("limit", Integer.toString(limit));
    String query =
        asked.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
            .collect(Collectors.joining("&", "/api/v1/audit?", ""));
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

  @Command(
      name = "export",
      description = "Writes every record as a line of JSON; that you did is on record.")
  int export(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--format",
              defaultValue = "jsonl",
              description = "jsonl, which can be verified offline, or cloudevents")
          String format,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "who exports it")
          String by,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    String query =
        "?format=" + URLEncoder.encode(format, UTF_8) + "&by=" + URLEncoder.encode(by, UTF_8);
    try (InputStream records = new ApiClient(url).stream("/api/v1/audit/export" + query)) {
      Files.copy(records, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return 0;
  }

  @Command(name = "verify", description = "Checks every hash chain, of a service or of an export.")
  int verify(
      @Option(names = "--file", description = "an export, checked offline") @Nullable Path file,
      @Option(names = "--key", description = "for an export: the file of the public key")
          @Nullable Path key,
      @Option(names = "--anchors", description = "for an export: the file of kept checkpoints")
          @Nullable Path anchors,
      @Option(names = "--replay", description = "derive every firing again") boolean replay,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    if (file != null) {
      return offline(file, key, anchors);
    }
    String answer = new ApiClient(url).get("/api/v1/audit/verify?replay=" + replay);
    out().println(answer);
    return FactJson.mapper().readTree(answer).path("valid").asBoolean() ? 0 : 1;
  }

  /** Reads an export without a service: with nothing but it, the key of its first checkpoint counts as the right one. */
  private int offline(Path file, @Nullable Path key, @Nullable Path anchors) throws IOException {
    ChainCheck check =
        new ChainCheck(
            key == null ? null : Files.readString(key).strip(),
            anchors == null ? List.of() : Anchors.read(anchors));
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      Export.check(reader, check);
    }
    String fault = check.fault().orElse("");
    if (!fault.isEmpty()) {
      out().println("broken: " + fault);
      return 1;
    }
    out()
        .printf(
            "whole: %d records, %d checkpoints, signed with %s%n",
            check.count(), check.checkpoints(), check.key().orElse("no key"));
    for (Tombstone gone : check.removed()) {
      out()
          .printf(
              "records 1 to %d of chain %s were removed: they were older than %s%n",
              gone.to(), gone.chain(), Instant.ofEpochMilli(gone.before()));
    }
    if (key == null) {
      out().println("Nobody said that this is the right key: compare it, or say --key FILE.");
    }
    out().flush();
    return 0;
  }

  @Command(name = "key", description = "Prints the public key that checkpoints are signed with.")
  int key(@Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    out().print(new ApiClient(url).get("/api/v1/audit/key"));
    out().flush();
    return 0;
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
