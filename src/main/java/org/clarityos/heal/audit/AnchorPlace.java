package org.clarityos.heal.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A place, best on another host, where checkpoints are anchored. */
public interface AnchorPlace {
  /**
   * Takes checkpoints; it may get one twice, when its answer was lost.
   *
   * @throws IOException when it did not take them
   */
  void append(List<Checkpoint> made) throws IOException, InterruptedException;

  /**
   * The place that an operator named: a file, or where an HTTP server takes them.
   *
   * @param token the file of the token that the server asks for
   * @throws IOException when the token's file cannot be used
   */
  static AnchorPlace of(String said, Optional<Path> token) throws IOException {
    Optional<Webhook> hook = Webhook.of("clarity.anchors", said, token);
    return hook.isPresent() ? new PostedAnchors(hook.get()) : new FileAnchors(Path.of(said));
  }

  /** A file to which they are appended. */
  record FileAnchors(Path file) implements AnchorPlace {
    @Override
    public void append(List<Checkpoint> made) throws IOException {
      Anchors.append(file, made);
    }
  }

  /** A server to which they are posted, a line of JSON each, as they stand in a file of anchors. */
  record PostedAnchors(Webhook hook) implements AnchorPlace {
    @Override
    public void append(List<Checkpoint> made) throws IOException, InterruptedException {
      hook.post("application/jsonl", Anchors.lines(made));
    }
  }
}
