package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.SpaceState;
import org.clarityos.heal.host.Space;
import org.clarityos.heal.inventory.Component;

/** The monitor of the space that executions have for copies of what they change. */
public final class SpaceMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Path kept;

  /** A monitor of the folder in which executions keep copies. */
  public SpaceMonitor(Path kept) {
    this.kept = kept;
  }

  @Override
  public void start(Watch watch) {
    watch.every(
        LOOK,
        "space for copies",
        () -> {
          for (Component component : watch.inventory().components()) {
            watch.observe(
                new SpaceState(
                    watch.inventory().id(component),
                    enough(component),
                    watch.clock().millis(),
                    "space"));
          }
        });
  }

  private boolean enough(Component component) throws IOException {
    List<Path> files = new ArrayList<>(component.data());
    component.configuration().forEach(configuration -> files.add(configuration.path()));
    long bytes = Space.of(files);
    return Space.lacking(kept, bytes, Space.beside(bytes)).isEmpty();
  }
}
