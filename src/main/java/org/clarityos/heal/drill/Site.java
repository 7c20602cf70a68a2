package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A disposable site in a folder of its own: an app, what it needs, a proxy before it, and a small
 * filesystem.
 */
final class Site implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMillis(400);
  private final Path folder;
  private final Ports ports;
  private final Launcher launcher;
  private final Map<Part, String> missing;
  private final SiteFiles files;
  private final Thread hook = new Thread(this::end, "end of the site");

  private Site(Path folder, Ports ports, Launcher launcher, Map<Part, String> missing) {
    this.folder = folder;
    this.ports = ports;
    this.launcher = launcher;
    this.missing = missing;
    Set<Part> parts = EnumSet.allOf(Part.class);
    parts.removeAll(missing.keySet());
    this.files = new SiteFiles(folder, ports, launcher, parts);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Builds a site with what is installed here and starts all of it. */
  static Site open(Launcher launcher) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("clarity-drill-").toRealPath();
    Map<Part, String> missing = new TreeMap<>();
    for (Part part : List.of(Part.NGINX, Part.REDIS)) {
      String program = part == Part.NGINX ? "nginx" : "redis-server";
      if (!installed(program)) {
        missing.put(part, program + " is not installed");
      }
    }
    Path mount = Files.createDirectories(folder.resolve("mount"));
    List<String> command =
        List.of("mount", "-t", "tmpfs", "-o", "size=64m", "clarity-drill", mount.toString());
    if (Spawn.run(command, folder.resolve("mount.log")) != 0) {
      missing.put(Part.FILESYSTEM, "a filesystem cannot be mounted here (it needs root)");
    }
    Site site = new Site(folder, Ports.free(), launcher, missing);
    try {
      site.files.write();
      site.makeWell();
    } catch (IOException e) {
      site.close();
      throw e;
    }
    return site;
  }

  private static boolean installed(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Why a part is not there; empty when it is. */
  Optional<String> missing(Part part) {
    return Optional.ofNullable(missing.get(part));
  }

  /** Puts everything right by hand: configurations, data, space, and every part running. */
  void makeWell() throws IOException, InterruptedException {
    for (Part part : List.of(Part.REDIS, Part.APP, Part.NGINX)) {
      if (missing(part).isEmpty()) {
        makeWell(part);
      }
    }
  }

  private void makeWell(Part part) throws IOException, InterruptedException {
    if (pid(part).isPresent() && Await.until(LIMIT, question(part)::answeredRightly)) {
      return;
    }
    pid(part).ifPresent(Spawn::kill);
    if (part == Part.APP) {
      Files.deleteIfExists(folder.resolve("app/data/state.json"));
      Files.writeString(files.appConfiguration(), files.app(SiteFiles.MESSAGE, false));
    } else if (part == Part.NGINX) {
      Files.writeString(files.nginxConfiguration(), files.nginx(ports.app(), ""));
    }
    start(part);
    if (!Await.until(START, question(part)::answeredRightly)) {
      throw new IOException(part.component() + " does not start; see the logs in " + folder);
    }
  }

  /** Starts a part, as a person would. */
  void start(Part part) throws IOException {
    Files.deleteIfExists(files.pidFile(part));
    Spawn.start(files.start(part), folder.resolve("by-hand.log"));
  }

  /** What a part's users ask. */
  Question question(Part part) {
    return switch (part) {
      case APP -> Question.page(ports.app(), SiteFiles.MESSAGE, LIMIT);
      case NGINX -> Question.page(ports.nginx(), SiteFiles.MESSAGE, LIMIT);
      case REDIS -> Question.redis(ports.redis(), LIMIT);
      case FILESYSTEM -> Question.writable(folder.resolve("mount"));
    };
  }

  /** The main process of a part, when it lives. */
  Optional<Long> pid(Part part) throws IOException {
    Path file = files.pidFile(part);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).trim();
    return text.matches("\\d+") && Spawn.alive(Long.parseLong(text))
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  /** How long the main process of a part has run; nothing when there is none. */
  Duration age(Part part) throws IOException {
    return pid(part)
        .flatMap(ProcessHandle::of)
        .flatMap(process -> process.info().startInstant())
        .map(start -> Duration.between(start, Instant.now()))
        .orElse(Duration.ZERO);
  }

  /** How often the app was started, counted by itself. */
  int starts() throws IOException {
    Path log = folder.resolve("app/starts.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /**
   * What must not change unless it is meant to: processes, starts and the bytes of configurations.
   */
  Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    for (Part part : List.of(Part.APP, Part.NGINX, Part.REDIS)) {
      if (missing(part).isEmpty()) {
        state.put(part.name() + " process", pid(part).map(Object::toString).orElse("none"));
      }
    }
    state.put("APP starts", Integer.toString(starts()));
    state.put("APP configuration", Files.readString(files.appConfiguration()));
    state.put("NGINX configuration", Files.readString(files.nginxConfiguration()));
    return state;
  }

  Path folder() {
    return folder;
  }

  SiteFiles files() {
    return files;
  }

  Ports ports() {
    return ports;
  }

  Launcher launcher() {
    return launcher;
  }

  private void end() {
    try {
      List<Long> own = new ArrayList<>(Spawn.naming(folder));
      own.forEach(Spawn::kill);
      if (missing(Part.FILESYSTEM).isEmpty()) {
        Spawn.run(
            List.of("umount", "-l", folder.resolve("mount").toString()),
            folder.resolve("mount.log"));
      }
    } catch (IOException e) {
      System.getLogger("clarity.drill")
          .log(System.Logger.Level.WARNING, folder + " was not cleaned up: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every process of the site, unmounts its filesystem and deletes its folder. */
  @Override
  public void close() throws IOException {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
