package org.clarityos.heal.execute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component;

/** Stable copies of a component's declared data, taken while it is well. */
public final class StableData {
  private static final int MOST_BYTES = 16 << 20;

  private StableData() {}

  /** Takes copies where there are none yet: what was there when the program first came. */
  public static void adoptFirst(LastGood lastGood, String id, Component component) {
    boolean none =
        component.data().stream()
            .allMatch(
                file -> {
                  try {
                    return lastGood.read(id, file).isEmpty();
                  } catch (IOException e) {
                    return false;
                  }
                });
    if (none) {
      adopt(lastGood, id, component);
    }
  }

  /** Takes copies of a component's declared data files, the small ones. */
  public static void adopt(LastGood lastGood, String id, Component component) {
    for (Path file : component.data()) {
      try {
        Optional<byte[]> bytes = bytes(file);
        if (bytes.isPresent()) {
          lastGood.adopt(id, file, bytes.get());
        }
      } catch (IOException e) {
        System.getLogger("clarity.execute")
            .log(System.Logger.Level.WARNING, "no stable copy of " + file + ": " + e);
      }
    }
  }

  /** What a small file holds. A link is none: whoever may write the data could have it lead to what he may not read. */
  private static Optional<byte[]> bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
    }
  }
}
