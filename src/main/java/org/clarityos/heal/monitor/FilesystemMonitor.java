package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.WriteProbe;
import org.clarityos.heal.inventory.Component;

/** The monitor of filesystems: how full they are, and whether one can write, by writing. */
public final class FilesystemMonitor implements Monitor {
  private static final String SOURCE = "filesystem";
  private static final Duration TRY = Duration.ofMillis(500);
  private static final Duration MEASURE = Duration.ofSeconds(2);

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .mount()
          .ifPresent(
              mount -> {
                watch.every(TRY, "write " + id, () -> tryWrite(watch, id, mount));
                watch.every(MEASURE, "space " + id, () -> measure(watch, id, mount));
              });
    }
  }

  private static void tryWrite(Watch watch, String id, Path mount) {
    long at = watch.clock().millis();
    watch.observe(new FilesystemState(id, WriteProbe.tryWrite(mount), at, SOURCE));
  }

  private static void measure(Watch watch, String id, Path mount) throws IOException {
    FileStore store = Files.getFileStore(mount);
    double used = 1 - (double) store.getUsableSpace() / Math.max(1, store.getTotalSpace());
    watch.observe(new Sample(id, "filesystem.used", used, watch.clock().millis(), SOURCE));
  }
}
