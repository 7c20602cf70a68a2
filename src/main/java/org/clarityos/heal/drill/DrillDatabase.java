package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The database under a service in a drill: the H2 file of its data folder, or a disposable PostgreSQL. */
final class DrillDatabase implements AutoCloseable {
  private static final Path PACKAGED = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";
  private static final String URL = "QUARKUS_DATASOURCE_PG_JDBC_URL";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final @Nullable Path folder;
  private final @Nullable Process process;
  private final Map<String, String> settings;

  private DrillDatabase(
      @Nullable Path folder, @Nullable Process process, Map<String, String> settings) {
    this.folder = folder;
    this.process = process;
    this.settings = settings;
  }

  /**
   * A database of a kind.
   *
   * @param kind {@code h2} or {@code postgresql}
   */
  static DrillDatabase open(String kind) throws IOException, InterruptedException {
    return switch (kind) {
      case "h2" -> new DrillDatabase(null, null, Map.of());
      case "postgresql" -> postgres();
      default ->
          throw new IOException("there is no database " + kind + "; there are h2 and postgresql");
    };
  }

  private static DrillDatabase postgres() throws IOException, InterruptedException {
    Path programs = programs();
    Path folder = Files.createTempDirectory("clarity-drill-pg-").toRealPath();
    List<String> as = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root.
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      as.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--"));
    }
    Path log = Files.createTempFile("clarity-drill-pg-", ".log");
    String data = folder.resolve("data").toString();
    List<String> make = new ArrayList<>(as);
    make.addAll(List.of(programs.resolve("initdb").toString(), "-D", data, "-U", USER));
    make.addAll(List.of("-A", "trust", "-E", "UTF8", "--locale=C"));
    int port = Ports.one();
    List<String> serve = new ArrayList<>(as);
    serve.addAll(List.of(programs.resolve("postgres").toString(), "-D", data));
    serve.addAll(List.of("-p", Integer.toString(port), "-h", "127.0.0.1", "-k", folder.toString()));
    if (Spawn.run(make, log) != 0) {
      throw new IOException("initdb failed; see " + log);
    }
    Process process =
        new ProcessBuilder(serve)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    DrillDatabase database = new DrillDatabase(folder, process, settings(port));
    boolean ready =
        Await.until(START, () -> Files.readString(log).contains("ready to accept connections"));
    if (!ready) {
      database.close();
      throw new IOException("PostgreSQL does not start; see " + log);
    }
    Files.delete(log);
    return database;
  }

  private static Map<String, String> settings(int port) {
    return Map.of(
        "QUARKUS_PROFILE",
        "prod,pg",
        URL,
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "QUARKUS_DATASOURCE_PG_USERNAME",
        USER,
        "QUARKUS_DATASOURCE_PG_PASSWORD",
        USER);
  }

  private static Path programs() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(PACKAGED)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGED)) {
        versions.forEach(version -> found.add(version.resolve("bin")));
      }
    }
    return found.stream()
        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
        .max(Comparator.naturalOrder())
        .orElseThrow(
            () ->
                new IOException(
                    "PostgreSQL is not installed: no initdb under %s; install the package postgresql"
                        .formatted(PACKAGED)));
  }

  /** What a service's environment says to use it. */
  Map<String, String> environment() {
    return settings;
  }

  /** The JDBC URL of the disposable PostgreSQL; the empty string for H2. */
  String url() {
    return settings.getOrDefault(URL, "");
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
          Spawn.kill(process.pid());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (folder != null) {
      for (long left : Spawn.naming(folder)) {
        Spawn.kill(left);
      }
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
