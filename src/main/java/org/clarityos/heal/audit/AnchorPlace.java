package org.clarityos.heal.audit;

import java.io.IOException;
import java.net.URI;
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
    if (said.startsWith("http://") || said.startsWith("https://")) {
      WebhookAnchors place = new WebhookAnchors(URI.create(said), token);
      place.authorization();
      return place;
    }
    Path file = Path.of(said);
    return new FileAnchors(file);
  }

  /** A file to which they are appended. */
  record FileAnchors(Path file) implements AnchorPlace {
    @Override
    public void append(List<Checkpoint> made) throws IOException {
      Anchors.append(file, made);
    }
  }
}
