package org.clarityos.heal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Problem documents (RFC 9457): what is wrong and what would be right. */
final class Problem {
  private static final String TYPE = "application/problem+json";
  private static final System.Logger LOG = System.getLogger("clarity.api");

  private Problem() {}

  static WebApplicationException of(int status, String title, String detail) {
    return new WebApplicationException(document(status, title, detail));
  }

  /** JSON that does not parse, or is not what is asked for, with its place. */
  static WebApplicationException malformed(JsonProcessingException e) {
    return of(400, "Malformed JSON", words(e));
  }

  private static String words(JsonProcessingException e) {
    var at = e.getLocation();
    String place =
        at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    return place + e.getOriginalMessage();
  }

  private static Response document(int status, String title, String detail) {
    return Response.status(status)
        .type(TYPE)
        .entity(Map.of("type", "about:blank", "title", title, "status", status, "detail", detail))
        .build();
  }

  /** What the framework refuses or the program did not foresee, as problem documents too. */
  public static final class Mappers {
    /** A refusal; one that is a problem document already stays as it is. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
      Response answer = e.getResponse();
      if (answer.hasEntity() || answer.getStatus() < 400) {
        return answer;
      }
      String detail =
          e.getCause() instanceof JsonProcessingException json
              ? words(json)
              : String.valueOf(e.getMessage());
      return document(answer.getStatus(), answer.getStatusInfo().getReasonPhrase(), detail);
    }

    /** A body that is not what is asked for. */
    @ServerExceptionMapper
    public Response malformed(JsonProcessingException e) {
      return document(400, "Malformed JSON", words(e));
    }

    /** The same for a value that does not fit, for which the framework has an answer of its own. */
    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException e) {
      return malformed(e);
    }

    /** A fault of the program: told in the log, not to the sender. */
    @ServerExceptionMapper
    public Response unforeseen(RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request failed", e);
      return document(500, "Fault of the program", "it is in the service's log");
    }
  }
}
