package org.clarityos.heal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component;

/** Stable copies of a component's declared data, taken while it is well. */
public final class StableData {
  private static final long MOST_BYTES = 16L << 20;

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
        if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
          lastGood.adopt(id, file, Files.readAllBytes(file));
        }
      } catch (IOException e) {
        System.getLogger("clarity.execute")
            .log(System.Logger.Level.WARNING, "no stable copy of " + file + ": " + e);
      }
    }
  }
}
