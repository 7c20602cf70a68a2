package org.clarityos.heal.audit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An HTTP server that takes checkpoints: a POST of some, a line of JSON each, as they stand in a file of anchors.
 *
 * @param url where they are posted to
 * @param token the file of the token that the server asks for, read for each POST
 */
record WebhookAnchors(URI url, Optional<Path> token) implements AnchorPlace {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  @Override
  public void append(List<Checkpoint> made) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/jsonl")
            .POST(HttpRequest.BodyPublishers.ofString(Anchors.lines(made)));
    authorization().ifPresent(secret -> request.header("Authorization", secret));
    int status = status(request.build());
    if (status / 100 != 2) {
      throw new IOException(url + " answered " + status + " and did not take the anchors");
    }
  }

  private int status(HttpRequest request) throws IOException, InterruptedException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new IOException(url + " does not take the anchors: " + e, e);
    }
  }

  /**
   * What proves to the server who posts.
   *
   * @throws IOException when the token cannot be read, or others could read it, too
   */
  Optional<String> authorization() throws IOException {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Path file = token.get();
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": the token of clarity.anchors cannot be read");
    }
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(
          file + ": others may read the token of clarity.anchors; chmod 600 " + file);
    }
    return Optional.of("Bearer " + Files.readString(file).strip());
  }
}
