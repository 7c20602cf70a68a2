package org.clarityos.heal.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Faults of processes that need a companion or another hand. */
final class ProcessFaults {
  private static final Path PACKAGE_LOCK = Path.of("/var/lib/dpkg/lock-frontend");
  private static final Duration START = Duration.ofSeconds(10);

  private ProcessFaults() {}

  /** Starts a companion and waits for what it says when it has come so far. */
  private static Process companion(List<String> command, String ready) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    if (!ready.equals(line)) {
      process.destroyForcibly();
      throw new IOException("a companion of the fault said " + line + " instead of " + ready);
    }
    return process;
  }

  /** A process that is paused; seen by its state too, for a quick answer could come before and after it. */
  static final class Pause implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      long pid = site.pid(part).orElseThrow(() -> new IOException(part + " does not run"));
      Spawn.run(List.of("kill", "-STOP", Long.toString(pid)), site.folder().resolve("by-hand.log"));
      return Aftermath.NONE;
    }

    @Override
    public Question question(Site site, Part part) {
      Question moving =
          () -> {
            try {
              return site.pid(part).filter(pid -> Spawn.state(pid) != 'T').isPresent();
            } catch (IOException e) {
              return false;
            }
          };
      return moving.and(site.question(part));
    }
  }

  /** A crash of what the app needs: its users suffer, and the app must not be touched. */
  static final class DependencyDown implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      return FaultList.kill(site, part);
    }

    @Override
    public Question question(Site site, Part part) {
      return site.question(Part.APP);
    }

    @Override
    public int mostStarts() {
      return 0;
    }
  }

  /** A crash whose pid file then names an innocent process, which has to live. */
  static final class StalePidFile implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException {
      Process innocent = new ProcessBuilder("sleep", "600").start();
      Spawn.kill(site.pid(part).orElseThrow(() -> new IOException(part + " does not run")));
      Files.writeString(site.files().pidFile(part), innocent.pid() + "\n");
      return () -> {
        boolean lived = innocent.isAlive();
        innocent.destroyForcibly();
        if (!lived) {
          throw new IOException("the innocent process was killed");
        }
      };
    }
  }

  /** A crash after which another process takes the port at once. */
  static final class SquatPort implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      List<String> squat = site.launcher().patient("--squat", Integer.toString(site.ports().app()));
      Process squatter = companion(squat, "trying");
      FaultList.kill(site, part);
      return squatter::destroyForcibly;
    }
  }

  /** A person stops the part by SIGTERM; it has to stay stopped. */
  static final class Stop implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      long pid = site.pid(part).orElseThrow(() -> new IOException(part + " does not run"));
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      if (!Await.until(START, () -> !Spawn.alive(pid))) {
        throw new IOException(part + " did not stop on SIGTERM");
      }
      return Aftermath.NONE;
    }
  }

  /** A deployment that holds its lock while it kills the part and starts it again after 3 s. */
  static final class Deploy implements Fault {
    private static final Duration LOCKED = Duration.ofSeconds(1);
    private static final Duration WORK = Duration.ofSeconds(3);

    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      Path lock = site.folder().resolve("patient.deploying");
      Files.writeString(lock, "deploying\n");
      Await.pause(LOCKED);
      int before = site.starts();
      FaultList.kill(site, part);
      Await.pause(WORK);
      int after = site.starts();
      site.start(part);
      boolean well = Await.until(START, site.question(part)::answeredRightly);
      Files.delete(lock);
      if (after != before || !well) {
        throw new IOException("the deployment was disturbed: the app was started during it");
      }
      return Aftermath.NONE;
    }
  }

  /** A package upgrade that holds the package manager's lock while the part is killed. */
  static final class PackageUpgrade implements Fault {
    private static final Duration LOCKED = Duration.ofSeconds(1);

    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      Process upgrade =
          companion(site.launcher().patient("--lock", PACKAGE_LOCK.toString()), "held");
      Await.pause(LOCKED);
      FaultList.kill(site, part);
      return () -> {
        // The upgrade starts the part again before it lets go.
        site.makeWell();
        upgrade.destroyForcibly();
      };
    }

    @Override
    public Optional<String> missing(Site site) {
      return Files.isWritable(PACKAGE_LOCK)
          ? Optional.empty()
          : Optional.of(PACKAGE_LOCK + " is not there or not ours to lock (it needs root)");
    }
  }
}
