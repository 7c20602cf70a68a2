package org.clarityos.heal.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.clarityos.heal.audit.Webhook;

/** A dead man's switch outside, which listens for signs of life. */
public interface Listener {
  /**
   * Hears a sign of life, a JSON object.
   *
   * @throws IOException when it did not
   */
  void hear(String sign) throws IOException, InterruptedException;

  /**
   * The one that an operator named: a file, or where an HTTP server takes a POST.
   *
   * @param token the file of the token that the server asks for
   * @throws IOException when the token's file cannot be used
   */
  static Listener of(String said, Optional<Path> token) throws IOException {
    Optional<Webhook> hook = Webhook.of("clarity.heartbeat", said, token);
    return hook.isPresent() ? new Posted(hook.get()) : new Kept(Path.of(said).toAbsolutePath());
  }

  /** A server to which each is posted. */
  record Posted(Webhook hook) implements Listener {
    @Override
    public void hear(String sign) throws IOException, InterruptedException {
      hook.post("application/json", sign);
    }
  }

  /** A file that holds the newest; its time is watched. */
  record Kept(Path file) implements Listener {
    @Override
    public void hear(String sign) throws IOException {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, sign + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
