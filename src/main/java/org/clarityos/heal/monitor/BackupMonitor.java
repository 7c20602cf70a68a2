package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.clarityos.heal.fact.BackupState;
import org.clarityos.heal.inventory.Component;

/** The monitor of backups: how old they are, and when a restore was last tried, by the files that say so. */
public final class BackupMonitor implements Monitor {
  private static final String SOURCE = "backup";
  private static final Duration LOOK = Duration.ofSeconds(10);

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .policy()
          .backup()
          .ifPresent(
              backup ->
                  watch.every(
                      LOOK,
                      "backup " + id,
                      () ->
                          watch.observe(
                              new BackupState(
                                  id,
                                  until(backup.file(), backup.within()),
                                  until(backup.tested(), backup.testedWithin()),
                                  SOURCE))));
    }
  }

  private static long until(Path path, Duration within) throws IOException {
    long newest = newest(path);
    return newest == 0 ? 0 : newest + within.toMillis();
  }

  private static long newest(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return written(path);
    }
    List<Path> entries;
    try (Stream<Path> listed = Files.list(path)) {
      entries = listed.toList();
    }
    long newest = 0;
    for (Path entry : entries) {
      newest = Math.max(newest, written(entry));
    }
    return newest;
  }

  private static long written(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
