package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The API of the program under test, as a drill uses it: for times, plans and approvals, never for
 * a verdict.
 */
final class ServiceApi {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REPLAY_PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String root;
  private final String token;
  private final Set<String> approved = new HashSet<>();

  /**
   * The API on a port.
   *
   * @param token who it asks as: the token of an operator
   */
  ServiceApi(int port, String token) {
    this.token = token;
    this.root = "http://127.0.0.1:" + port;
  }

  /** Where the API is. */
  String root() {
    return root + "/api/v1";
  }

  /** Whether the service says that it is ready. */
  boolean ready() throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(URI.create(root + "/q/health/ready"))).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** A document of the API. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(root() + path)));
    if (answer.statusCode() != 200) {
      throw new IOException(
          "GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** What the API answers to a document; an answer other than 200 is a failure. */
  JsonNode post(String path, Object document) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(root() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(document))),
            REPLAY_PATIENCE);
    if (answer.statusCode() != 200) {
      throw new IOException(
          "POST " + path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** What a check of the audit log and a replay of the journal find. */
  JsonNode replay() throws IOException, InterruptedException {
    String path = "/audit/verify?replay=true";
    return JSON.readTree(
        send(HttpRequest.newBuilder(URI.create(root() + path)), REPLAY_PATIENCE).body());
  }

  /** The audit records since a time, oldest first. */
  JsonNode audit(long since) throws IOException, InterruptedException {
    return get("/audit?limit=10000&from=" + since);
  }

  /** Whether no incident is open or recovering. */
  boolean quiet() throws IOException, InterruptedException {
    for (JsonNode incident : get("/incidents")) {
      String status = incident.path("status").asText();
      if (status.equals("OPEN") || status.equals("RECOVERING")) {
        return false;
      }
    }
    return true;
  }

  /** Approves, once each, what open incidents ask since a time. */
  void approve(long since) throws IOException, InterruptedException {
    for (JsonNode record : get("/audit?kind=decision&limit=1000&from=" + since)) {
      JsonNode decision = record.path("body");
      String incident = record.path("incident").asText();
      String key = incident + " " + decision.path("attempt").asText();
      if (decision.path("verdict").asText().equals("ASK")
          && !approved.contains(key)
          && approve(incident)) {
        approved.add(key);
      }
    }
  }

  /** Approves the dry run that it is shown; answers whether that was taken. One that has changed meanwhile is shown again. */
  private boolean approve(String incident) throws IOException, InterruptedException {
    HttpResponse<String> shown =
        send(HttpRequest.newBuilder(URI.create(root() + "/plans/now/" + incident)));
    if (shown.statusCode() != 200) {
      return false;
    }
    String hash = JSON.readTree(shown.body()).path("dryRun").path("hash").asText();
    String said = JSON.createObjectNode().put("answer", "APPROVE").put("dryRun", hash).toString();
    HttpRequest.Builder answer =
        HttpRequest.newBuilder(URI.create(root() + "/incidents/" + incident + "/approval"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(said));
    return send(answer).statusCode() == 200;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(request, PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    return client.send(request.timeout(patience).build(), HttpResponse.BodyHandlers.ofString());
  }
}
