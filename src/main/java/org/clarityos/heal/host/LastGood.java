package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The store of last good bytes: configuration files adopted after they proved themselves, and
 * stable copies of data.
 */
public interface LastGood {
  /** The last good bytes of a file of a component; empty when none was adopted. */
  Optional<byte[]> read(String componentId, Path file) throws IOException;

  /** Adopts a file's bytes as the last good ones. */
  void adopt(String componentId, Path file, byte[] bytes) throws IOException;
}
