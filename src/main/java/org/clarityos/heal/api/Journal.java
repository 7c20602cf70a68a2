package org.clarityos.heal.api;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.clarityos.heal.Remediator;
import org.clarityos.heal.Service;
import org.clarityos.heal.replay.Excerpt;
import org.clarityos.heal.replay.Redaction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The journal as a recording, redacted before it leaves: {@code /api/v1/journal}. */
@Path("/api/v1/journal")
public class Journal {
  private static final Duration MOST = Duration.ofDays(7);
  private static final Duration USUAL = Duration.ofHours(1);
  private final Service service;
  private final String program;

  /** The journal of the service's pipeline. */
  public Journal(
      Service service, @ConfigProperty(name = "quarkus.application.version") String program) {
    this.service = service;
    this.program = program;
  }

  /**
   * What entered the session between two times, a line of JSON for each batch after a header; at
   * most seven days, the last hour when no time is said.
   *
   * @param from the start, such as {@code 2026-01-31T12:00:00Z}
   * @param to the end
   * @param redact {@code secrets}, or {@code names} for more
   */
  @GET
  @Produces("application/jsonl")
  public StreamingOutput record(
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("redact") @DefaultValue("secrets") String redact) {
    Instant end = to.isEmpty() ? Instant.now() : time("to", to);
    Instant start = from.isEmpty() ? end.minus(USUAL) : time("from", from);
    if (!start.isBefore(end)) {
      throw Problem.of(400, "Empty span", "from, " + start + ", is not before to, " + end);
    } else if (Duration.between(start, end).compareTo(MOST) > 0) {
      String detail = "from " + start + " to " + end + " are more than " + MOST.toDays() + " days";
      throw Problem.of(400, "Span too long", detail + "; ask for parts of it");
    }
    Redaction redaction = redaction(redact);
    return out -> {
      BufferedWriter writer =
          new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      Excerpt.write(
          source(),
          start,
          end,
          redaction,
          line -> {
            writer.write(line);
            writer.write('\n');
          });
      writer.flush();
    };
  }

  private Excerpt.Source source() {
    Remediator remediator = service.remediator();
    var inventory = remediator.inventory();
    return new Excerpt.Source(
        remediator.journalStore(),
        0,
        program,
        inventory.tenant() + "/" + inventory.site(),
        remediator.ruleBase().packs());
  }

  private static Redaction redaction(String word) {
    try {
      return new Redaction(Redaction.Level.of(word));
    } catch (IllegalArgumentException e) {
      throw Problem.of(400, "Unknown redaction", String.valueOf(e.getMessage()));
    }
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw Problem.of(
          400,
          "Malformed time",
          name + " is \"" + text + "\"; it reads such as 2026-01-31T12:00:00Z");
    }
  }
}
