package org.clarityos.heal.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.Replay;
import org.clarityos.heal.Service;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.ChainCheck;
import org.clarityos.heal.audit.CloudEventLine;
import org.clarityos.heal.audit.Export;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.journal.FactJson;

/** The audit log: {@code /api/v1/audit}. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class Audit {
  private static final int MOST = 10_000;

  private final Service service;

  /** The audit log of the service's pipeline. */
  public Audit(Service service) {
    this.service = service;
  }

  /** What is asked for; what is not said is open. Times are in milliseconds since the epoch. */
  public static class Asked {
    @QueryParam("component")
    @DefaultValue("")
    String component = "";

    @QueryParam("incident")
    @DefaultValue("")
    String incident = "";

    @QueryParam("kind")
    @DefaultValue("")
    String kind = "";

    @QueryParam("rule")
    @DefaultValue("")
    String rule = "";

    @QueryParam("person")
    @DefaultValue("")
    String person = "";

    @QueryParam("decision")
    @DefaultValue("")
    String decision = "";

    @QueryParam("from")
    long from;

    @QueryParam("to")
    long to;

    @QueryParam("limit")
    @DefaultValue("100")
    int limit;
  }

  /** The newest records that match, oldest first. */
  @GET
  public String list(@BeanParam Asked asked) {
    return Json.records(
            service
                .remediator()
                .audit()
                .find(
                    new AuditFilter(
                        asked.component,
                        asked.incident,
                        asked.kind,
                        asked.rule,
                        asked.person,
                        asked.decision,
                        asked.from,
                        asked.to,
                        Math.max(1, Math.min(MOST, asked.limit)))))
        .toString();
  }

  /** Checks every hash chain; {@code replay=true} derives the firings of every batch again, too. */
  @GET
  @Path("verify")
  public String verify(@QueryParam("replay") boolean replay) {
    ChainCheck check = new ChainCheck(service.remediator().seal().key().open(), List.of());
    service.remediator().audit().each(check);
    var answer = FactJson.mapper().createObjectNode();
    answer.put("records", check.count());
    String fault = check.fault().orElse("");
    if (replay && fault.isEmpty()) {
      Replay.Report report = Replay.run(service.remediator());
      answer.put("batches", report.batches()).put("firings", report.firings());
      answer.put("replayedSince", report.since());
      fault = report.fault();
    }
    return answer.put("valid", fault.isEmpty()).put("fault", fault).toString();
  }

  /** The ways in which the log is exported. */
  private enum Format {
    JSONL,
    CLOUDEVENTS;

    static Format of(String said) {
      return Stream.of(values())
          .filter(format -> format.name().equalsIgnoreCase(said))
          .findFirst()
          .orElseThrow(
              () ->
                  Problem.of(
                      400,
                      "Unknown format",
                      "format is \"" + said + "\"; it is jsonl or cloudevents"));
    }
  }

  /**
   * Every record as a line of JSON, chain by chain: with a signed end, which can be checked offline, or as CloudEvents, for
   * other people's tools. Who reads it is on record.
   */
  @GET
  @Path("export")
  @Produces("application/jsonl")
  public StreamingOutput export(
      @QueryParam("format") @DefaultValue("jsonl") String format,
      @QueryParam("by") @DefaultValue("unknown") String by) {
    Format as = Format.of(format);
    service.remediator().chronicle().tell(new ServiceEvent.Exported(format, by));
    return out -> {
      BufferedWriter writer =
          new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      AuditLog log = service.remediator().audit();
      if (as == Format.CLOUDEVENTS) {
        CloudEventLine.write(log, source(), writer);
      } else {
        Export.write(log, service.remediator().seal().key(), writer);
      }
      writer.flush();
    };
  }

  /** What the records are of, as a URI reference: the host that writes them. */
  private String source() {
    Inventory inventory = service.remediator().inventory();
    return Stream.of(inventory.tenant(), inventory.site(), inventory.host())
        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/", "/", ""));
  }

  /** The public key of checkpoints and exports, Base64 in one line. */
  @GET
  @Path("key")
  @Produces(MediaType.TEXT_PLAIN)
  public String key() {
    return service.remediator().seal().key().open() + "\n";
  }
}
