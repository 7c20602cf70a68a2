package org.clarityos.heal.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Problem documents (RFC 9457): what is wrong and what would be right. */
final class Problem {
  private Problem() {}

  static WebApplicationException of(int status, String title, String detail) {
    return new WebApplicationException(
        Response.status(status)
            .type("application/problem+json")
            .entity(
                Map.of("type", "about:blank", "title", title, "status", status, "detail", detail))
            .build());
  }
}
