package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Faults of memory, descriptors, space and state. */
final class ResourceFaults {
  private static final long WELL_BYTES = 110L << 20;
  private static final int WELL_DESCRIPTORS = 400;
  private static final int PAGE = 4096;

  private ResourceFaults() {}

  private interface Measure {
    boolean well(Path process) throws IOException;
  }

  private static Question and(Site site, Part part, Measure measure) {
    Question hidden =
        () -> {
          try {
            Optional<Long> pid = site.pid(part);
            return pid.isPresent() && measure.well(Path.of("/proc", pid.get().toString()));
          } catch (IOException e) {
            return false;
          }
        };
    return hidden.and(site.question(part));
  }

  /** Memory that grows by 40 MB a second, in a process that has run for a while. */
  static final class Memory implements Fault {
    private static final Duration STARTED_UP = Duration.ofSeconds(6);

    @Override
    public boolean ready(Site site, Part part) throws IOException {
      return site.age(part).compareTo(STARTED_UP) > 0;
    }

    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      return FaultList.inside(site, "leak");
    }

    @Override
    public Question question(Site site, Part part) {
      return and(
          site,
          part,
          process -> {
            String pages = Files.readString(process.resolve("statm")).split(" ", -1)[1];
            return Long.parseLong(pages) * PAGE < WELL_BYTES;
          });
    }
  }

  /** Descriptors that are opened and never closed. */
  static final class Descriptors implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      return FaultList.inside(site, "fds");
    }

    @Override
    public Question question(Site site, Part part) {
      return and(
          site,
          part,
          process -> {
            int open = 0;
            try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("fd"))) {
              for (Path descriptor : all) {
                open += descriptor.getNameCount() > 0 ? 1 : 0;
              }
            }
            return open < WELL_DESCRIPTORS;
          });
    }
  }

  /** State that is garbled, so that answers are wrong and nothing else is: no known issue explains it. */
  static final class State implements Fault {
    private static final int RUNGS = 3;

    @Override
    public Aftermath inject(Site site, Part part) throws IOException {
      Path state = site.folder().resolve("app/data/state.json");
      Files.writeString(state, "{\"state\":\"garbled\"}\n");
      return Aftermath.NONE;
    }

    @Override
    public int mostStarts() {
      return RUNGS;
    }
  }

  /** A filesystem full to the last byte. */
  static final class Fill implements Fault {
    private static final int MOST_FILES = 200;

    @Override
    public Aftermath inject(Site site, Part part) {
      Path cache = site.folder().resolve("mount/cache");
      try {
        Files.createDirectories(cache);
        for (int i = 0; i < MOST_FILES; i++) {
          Files.write(cache.resolve("fill-" + i + ".tmp"), new byte[1 << 20]);
        }
      } catch (IOException e) {
        // Full: that is the fault.
      }
      return Aftermath.NONE;
    }
  }

  /** A filesystem that is remounted read-only. */
  static final class ReadOnly implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      String mount = site.folder().resolve("mount").toString();
      Path log = site.folder().resolve("by-hand.log");
      boolean done = false;
      // A file that a question has open just now keeps it busy for a moment.
      for (int i = 0; i < 20 && !done; i++) {
        done = Spawn.run(List.of("mount", "-o", "remount,ro", mount), log) == 0;
      }
      if (!done) {
        throw new IOException(mount + " could not be remounted read-only; see " + log);
      }
      return Aftermath.NONE;
    }
  }
}
