package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Faults of configurations. */
final class ConfigurationFaults {
  private ConfigurationFaults() {}

  private static Path file(Site site, Part part) {
    return part == Part.NGINX ? site.files().nginxConfiguration() : site.files().appConfiguration();
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void reloadNginx(Site site) throws IOException, InterruptedException {
    String conf = site.files().nginxConfiguration().toString();
    Path log = site.folder().resolve("by-hand.log");
    Spawn.run(site.files().nginxCommand("-s", "reload", "-c", conf), log);
  }

  /** A configuration overwritten with what nobody can read, while the process runs on. */
  static final class Corrupt implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      Files.writeString(file(site, part), "{{ this is not a configuration\n");
      return Aftermath.NONE;
    }

    @Override
    public Question question(Site site, Part part) throws IOException {
      Path file = file(site, part);
      String good = Files.readString(file);
      Question same =
          () -> {
            try {
              return Files.readString(file).equals(good);
            } catch (IOException e) {
              return false;
            }
          };
      return same.and(site.question(part));
    }

    @Override
    public boolean mayChange(Part part, String state) {
      return false;
    }
  }

  /** A corrupt configuration under a process that then crashes. */
  static final class CorruptAndKill implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      Files.writeString(file(site, part), "{{ this is not a configuration\n");
      return FaultList.kill(site, part);
    }
  }

  /**
   * A valid configuration with which the app ends at each start, under a keeper that starts it
   * again and again.
   */
  static final class Poison implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      replace(file(site, part), site.files().app(SiteFiles.MESSAGE, true));
      Process keeper =
          Spawn.start(
              site.launcher().patient("--keep", site.folder().resolve("keeper").toString()),
              site.folder().resolve("by-hand.log"));
      FaultList.kill(site, part);
      // Only the keeper itself: what it keeps may be the healthy patient by then.
      return keeper::destroyForcibly;
    }

    @Override
    public int mostStarts() {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * A valid configuration that sends users to a port where nobody listens, made active by a reload.
   */
  static final class WrongUpstream implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      replace(file(site, part), site.files().nginx(site.ports().nowhere(), ""));
      reloadNginx(site);
      return Aftermath.NONE;
    }

    @Override
    public boolean mayChange(Part part, String state) {
      return false;
    }
  }

  /** A correct change by a person, made active by a reload; it has to stay. */
  static final class LegitimateEdit implements Fault {
    @Override
    public Aftermath inject(Site site, Part part) throws IOException, InterruptedException {
      String edit = "# edited at " + System.nanoTime();
      replace(file(site, part), site.files().nginx(site.ports().app(), edit));
      reloadNginx(site);
      return Aftermath.NONE;
    }

    @Override
    public boolean mayChange(Part part, String state) {
      return false;
    }
  }
}
