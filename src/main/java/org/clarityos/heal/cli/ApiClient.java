package org.clarityos.heal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.clarityos.heal.journal.FactJson;

/** The client of a running service's API. */
final class ApiClient {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Optional<String> token;

  ApiClient(URI base) {
    this(base, Optional.empty());
  }

  private ApiClient(URI base, Optional<String> token) {
    this.base = base;
    this.token = token;
  }

  /** The same, with a token that proves that its owner may. */
  ApiClient with(String secret) {
    return new ApiClient(base, Optional.of(secret));
  }

  /** The answer to a GET; a refusal is an error in words. */
  String get(String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve(path)), HttpResponse.BodyHandlers.ofString(), b -> b);
  }

  /** The answer to a GET, as it comes; a refusal is an error in words. */
  InputStream stream(String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve(path)),
        HttpResponse.BodyHandlers.ofInputStream(),
        body -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  /** The answer to a POST or DELETE, with a body of JSON or none; a refusal is an error in words. */
  String ask(String method, String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json)),
        HttpResponse.BodyHandlers.ofString(),
        body -> body);
  }

  private interface Words<T> {
    String of(T body) throws IOException;
  }

  private <T> T send(HttpRequest.Builder asked, HttpResponse.BodyHandler<T> handler, Words<T> words)
      throws IOException, InterruptedException {
    token.ifPresent(secret -> asked.header("Authorization", "Bearer " + secret));
    HttpRequest request = asked.timeout(LIMIT).build();
    HttpResponse<T> answer;
    try {
      answer = http.send(request, handler);
    } catch (java.net.ConnectException e) {
      throw new IOException("no service answers at " + base + "; start one with: clarity serve", e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException(
          request.uri().getPath()
              + ": HTTP "
              + answer.statusCode()
              + ": "
              + told(words.of(answer.body())));
    }
    return answer.body();
  }

  /** A problem document (RFC 9457) as people read it; any other answer as it is. */
  private static String told(String body) {
    try {
      JsonNode problem = FactJson.mapper().readTree(body);
      return problem.hasNonNull("detail")
          ? problem.path("title").asText() + "\n" + problem.path("detail").asText()
          : body;
    } catch (JsonProcessingException e) {
      // Whatever answered is no Clarity Heal, and its words are all there is to tell.
      return body;
    }
  }
}
