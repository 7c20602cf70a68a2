package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What actions share that call an address: only what the inventory allows, never elsewhere by a redirect, and with a limit. */
final class HttpCalls {
  private static final int MOST_BYTES = 1 << 16;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private HttpCalls() {}

  /**
   * A call.
   *
   * @param method the method
   * @param address the whole address
   * @param body what is sent, as JSON; empty for nothing
   * @param token the file that holds a bearer token; the token is in no log, audit or argument
   * @param limit how long the answer may take
   */
  record Call(String method, String address, String body, Optional<Path> token, Duration limit) {
    /** The address without its query, which may hold what nobody is to read. */
    String said() {
      return method + " " + address.replaceFirst("[?#].*", "");
    }
  }

  /** An answer: its status, and the first bytes of what it says. */
  record Answer(int status, String text) {}

  /** Makes a call; answers what came back, whatever its status. */
  static Answer send(Call call, ActionContext context) throws ActionFailed, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(allowed(call.address(), context))
            .timeout(call.limit())
            .method(
                call.method(),
                call.body().isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(call.body()));
    if (!call.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (call.token().isPresent()) {
      request.header("Authorization", "Bearer " + secret(call.token().get()));
    }
    try {
      HttpResponse<InputStream> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return new Answer(response.statusCode(), text);
      }
    } catch (IOException e) {
      throw new ActionFailed(call.said() + " was not answered: " + e.getClass().getSimpleName(), e);
    }
  }

  /** An address below one of those that the inventory allows; nothing in it leads above. */
  static URI allowed(String address, ActionContext context) throws ActionFailed {
    String small = address.toLowerCase(Locale.ROOT);
    boolean climbs =
        small.contains("..")
            || small.contains("%2e")
            || small.contains("%2f")
            || small.contains("\\")
            || small.contains("@");
    var allowed = context.component().allows().addresses();
    if (climbs || allowed.stream().noneMatch(address::startsWith)) {
      throw new ActionFailed(
          address.replaceFirst("[?#].*", "")
              + " is below none of the addresses that the inventory allows for "
              + context.component().id()
              + ": "
              + allowed);
    }
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new ActionFailed(address.replaceFirst("[?#].*", "") + " is no address", e);
    }
  }

  private static String secret(Path file) throws ActionFailed {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      mode.removeAll(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
      if (!mode.isEmpty()) {
        throw new ActionFailed(file + " can be read by others; chmod 600 it");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ActionFailed("the token in " + file + " cannot be read: " + e, e);
    }
  }
}
