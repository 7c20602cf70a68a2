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
import java.util.Optional;
import java.util.Set;

/**
 * An HTTP server outside that is told something of the service by POST.
 *
 * @param setting the setting that names it, for what is said of its faults
 * @param url where is posted to
 * @param token the file of the token that the server asks for, read for each POST
 */
public record Webhook(String setting, URI url, Optional<Path> token) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /**
   * The server of a setting; empty when the setting names something else, a file.
   *
   * @throws IOException when the token's file cannot be used
   */
  public static Optional<Webhook> of(String setting, String said, Optional<Path> token)
      throws IOException {
    if (!said.startsWith("http://") && !said.startsWith("https://")) {
      return Optional.empty();
    }
    Webhook hook = new Webhook(setting, URI.create(said), token);
    hook.authorization();
    return Optional.of(hook);
  }

  /**
   * Posts a text.
   *
   * @throws IOException when it was not taken: no answer in ten seconds, or another than 200 to 299
   */
  public void post(String type, String text) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(text));
    authorization().ifPresent(secret -> request.header("Authorization", secret));
    int status = status(request.build());
    if (status / 100 != 2) {
      throw new IOException(
          "%s, of %s, answered %d and did not take what was posted"
              .formatted(url, setting, status));
    }
  }

  private int status(HttpRequest request) throws IOException, InterruptedException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new IOException("%s, of %s, does not take anything: %s".formatted(url, setting, e), e);
    }
  }

  /** What proves to the server who posts. */
  private Optional<String> authorization() throws IOException {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Path file = token.get();
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": the token of " + setting + " cannot be read");
    }
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(
          file + ": others may read the token of " + setting + "; chmod 600 " + file);
    }
    return Optional.of("Bearer " + Files.readString(file).strip());
  }
}
