package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.yaml.YamlInvalid;

/** The program under test as a process of its own, watching one site. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(120);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int LAST_LINES = 15;
  private final Site site;
  private final Map<String, String> environment;
  private final String token;
  private ServiceApi api;
  private Process process;

  private ServiceProcess(Site site, Map<String, String> environment) throws IOException {
    this.site = site;
    this.environment = environment;
    this.token = operator(site);
    this.process = launch(site, environment);
    this.api = new ServiceApi(site.ports().api(), token);
  }

  /** Makes the drill an operator of the service; answers its token. */
  private static String operator(Site site) throws IOException {
    try {
      return new People(data(site)).put("drill", Role.OPERATOR, new SecureRandom());
    } catch (YamlInvalid e) {
      throw new IOException(e);
    }
  }

  private static Path data(Site site) {
    return site.folder().resolve("data");
  }

  /** Starts the service and waits until it is ready. */
  static ServiceProcess start(Site site) throws IOException, InterruptedException {
    return start(site, Map.of());
  }

  /** Starts the service with settings in its environment and waits until it is ready. */
  static ServiceProcess start(Site site, Map<String, String> environment)
      throws IOException, InterruptedException {
    ServiceProcess service = new ServiceProcess(site, environment);
    try {
      service.awaitReady();
    } catch (IOException e) {
      service.close();
      throw e;
    }
    return service;
  }

  private static Process launch(Site site, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            site.launcher()
                .service(
                    "--inventory", site.files().inventory().toString(),
                    "--data", data(site).toString(),
                    "--port", Integer.toString(site.ports().api()),
                    "--stability", DrillRun.STABILITY.toSeconds() + "s"));
    builder.environment().put("CLARITY_HOME", site.launcher().home().toString());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(site).toFile()));
    return builder.start();
  }

  /** The service's log. */
  static Path log(Site site) {
    return site.folder().resolve("service.log");
  }

  private void awaitReady() throws IOException, InterruptedException {
    boolean ready = Await.until(READY, () -> api.ready() || !process.isAlive());
    if (!ready || !process.isAlive()) {
      List<String> lines = Files.readAllLines(log(site));
      String last =
          String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
      throw new IOException("the service did not become ready; the last it said was\n" + last);
    }
  }

  /** Kills it without a warning and starts it again after a pause. */
  void killAndRestart(Duration pause) throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    Await.pause(pause);
    process = launch(site, environment);
    api = new ServiceApi(site.ports().api(), token);
    awaitReady();
  }

  /**
   * Kills it, and lets its successor check the audit log and replay the journal.
   *
   * @return the fault that it found; empty when the log is whole and the same rules fire
   */
  Optional<String> replay(PrintStream out) throws IOException, InterruptedException {
    killAndRestart(Duration.ZERO);
    JsonNode found = api.replay();
    if (found.path("valid").asBoolean()) {
      out.printf(
          "  replayed in a new JVM: %d batches, %d firings, the same as recorded; %d audit records, whole%n",
          found.path("batches").asLong(),
          found.path("firings").asLong(),
          found.path("records").asLong());
      return Optional.empty();
    }
    return Optional.of(found.path("fault").asText(found.toString()));
  }

  /** Its site. */
  Site site() {
    return site;
  }

  /** Keeps its log, and its audit log since a time, in a folder that outlives the site. */
  Path keepEvidence(String name, long since) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("clarity-evidence-" + name + "-");
    Files.copy(log(site), folder.resolve("service.log"));
    Files.writeString(folder.resolve("audit.json"), api.audit(since).toString());
    return folder;
  }

  /** Its API. */
  ServiceApi api() {
    return api;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
