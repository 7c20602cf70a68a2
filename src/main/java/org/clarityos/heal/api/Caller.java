package org.clarityos.heal.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Who sends a request: what they show, and where they are. */
final class Caller {
  private static final String BEARER = "Bearer ";

  private Caller() {}

  /** The token that a request shows; the empty string for none. */
  static String token(String authorization) {
    return authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "";
  }

  /** The address that a request comes from. */
  static String address(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : address.hostAddress();
  }
}
