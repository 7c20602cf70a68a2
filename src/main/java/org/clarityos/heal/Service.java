package org.clarityos.heal;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * The pipeline as a part of the Quarkus service: built from its configuration, started and stopped
 * with it.
 */
@ApplicationScoped
public class Service {
  private final Remediator remediator;

  /** The pipeline of the configured folders on the active datasource. */
  public Service(
      @Any InjectableInstance<AgroalDataSource> datasources,
      @ConfigProperty(name = "clarity.home") String home,
      @ConfigProperty(name = "clarity.data") String data,
      @ConfigProperty(name = "clarity.inventory") Optional<String> inventory,
      @ConfigProperty(name = "clarity.stability") Duration stability)
      throws YamlInvalid, PackInvalid, IOException {
    Path root = Path.of(home);
    Settings settings =
        new Settings(
            inventory.map(Path::of),
            root.resolve("rules"),
            root.resolve("playbooks"),
            root.resolve("drills/ledger.jsonl"),
            Path.of(data),
            stability);
    AgroalDataSource active =
        datasources
            .handlesStream()
            .filter(handle -> handle.getBean().isActive())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no datasource is active"))
            .get();
    remediator = new Remediator(settings, Jdbi.create(active), Clock.systemUTC());
  }

  void start(@Observes StartupEvent event) throws InterruptedException {
    remediator.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    remediator.close();
  }

  /** The pipeline. */
  public Remediator remediator() {
    return remediator;
  }
}
