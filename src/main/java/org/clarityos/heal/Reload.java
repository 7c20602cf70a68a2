package org.clarityos.heal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The look at folders that tells a service to load them again once something in them was saved. */
final class Reload {
  private static final System.Logger LOG = System.getLogger("clarity");
  private final List<Path> folders;
  private final Load load;
  private Map<Path, Long> seen;

  /** A load that may be refused. */
  interface Load {
    /** Loads; throws in words when something may not be loaded. */
    void load() throws Exception;
  }

  Reload(List<Path> folders, Load load) {
    this.folders = List.copyOf(folders);
    this.load = load;
    this.seen = stamps();
  }

  /** Loads once when something was saved since the last look; what may not be loaded is said. */
  void look() throws Exception {
    Map<Path, Long> now = stamps();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      load.load();
      LOG.log(System.Logger.Level.INFO, "rules and playbooks were loaded again");
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "what was saved is not loaded: " + e.getMessage());
      throw e;
    }
  }

  private Map<Path, Long> stamps() {
    Map<Path, Long> stamps = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          stamps.put(file, Files.getLastModifiedTime(file).toMillis());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
      }
    }
    return stamps;
  }
}
