package org.clarityos.heal.monitor;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.WriteProbe;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of filesystems: how full they are and how fast they fill, and whether one can write,
 * by writing.
 */
public final class FilesystemMonitor implements Monitor {
  private static final String SOURCE = "filesystem";
  private static final Duration TRY = Duration.ofMillis(500);
  private static final Duration MEASURE = Duration.ofSeconds(1);
  private static final long GROWTH_WINDOW_MILLIS = 60_000;
  private static final int STATVFS_BYTES = 128;
  private static final int FILES = 40;
  private static final int FREE_FILES = 48;

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .mount()
          .ifPresent(
              mount -> {
                Growth growth = new Growth(GROWTH_WINDOW_MILLIS);
                watch.every(TRY, "write " + id, () -> tryWrite(watch, id, mount));
                watch.every(MEASURE, "space " + id, () -> measure(watch, id, mount, growth));
              });
    }
  }

  private static void tryWrite(Watch watch, String id, Path mount) {
    FilesystemState.Status status = WriteProbe.tryWrite(mount);
    watch.observe(new FilesystemState(id, status, watch.clock().millis(), SOURCE));
  }

  private static void measure(Watch watch, String id, Path mount, Growth growth)
      throws IOException {
    FileStore store = Files.getFileStore(mount);
    long now = watch.clock().millis();
    long total = Math.max(1, store.getTotalSpace());
    long used = store.getTotalSpace() - store.getUsableSpace();
    watch.observe(new Sample(id, "filesystem.used", (double) used / total, now, SOURCE));
    watch.observe(new Sample(id, "filesystem.growth", growth.perSecond(now, used), now, SOURCE));
    try (Memory result = new Memory(STATVFS_BYTES)) {
      result.clear();
      if (Libc.C.statvfs(mount.toString(), result) == 0 && result.getLong(FILES) > 0) {
        double free = (double) result.getLong(FREE_FILES) / result.getLong(FILES);
        watch.observe(new Sample(id, "filesystem.inodes.used", 1 - free, now, SOURCE));
      }
    }
  }

  /** The growth of a number over a sliding window. */
  static final class Growth {
    private final long window;
    private final Deque<long[]> seen = new ArrayDeque<>();

    Growth(long windowMillis) {
      this.window = windowMillis;
    }

    /** Takes a value and tells the growth per second since the oldest one in the window. */
    double perSecond(long at, long value) {
      seen.addLast(new long[] {at, value});
      while (at - seen.getFirst()[0] > window) {
        seen.removeFirst();
      }
      long[] oldest = seen.getFirst();
      return at == oldest[0] ? 0 : (value - oldest[1]) * 1000.0 / (at - oldest[0]);
    }
  }
}
