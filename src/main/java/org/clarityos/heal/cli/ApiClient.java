package org.clarityos.heal.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The client of a running service's API. */
final class ApiClient {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  ApiClient(URI base) {
    this.base = base;
  }

  /** The answer to a GET; a refusal is an error in words. */
  String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException("no service answers at " + base + "; start one with: clarity serve", e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": HTTP " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
