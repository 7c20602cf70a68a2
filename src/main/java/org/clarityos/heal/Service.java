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
import java.util.concurrent.CompletionStage;
import org.clarityos.heal.audit.AnchorPlace;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.notify.Heartbeat;
import org.clarityos.heal.notify.Listener;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

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
      @ConfigProperty(name = "quarkus.application.version") String program,
      @ConfigProperty(name = "clarity.home") String home,
      @ConfigProperty(name = "clarity.data") String data,
      @ConfigProperty(name = "clarity.packs") String packs,
      @ConfigProperty(name = "clarity.signers") String signers,
      @ConfigProperty(name = "clarity.anchors") Optional<String> anchors,
      @ConfigProperty(name = "clarity.anchors.token") Optional<String> anchorsToken,
      @ConfigProperty(name = "clarity.heartbeat") Optional<String> heartbeat,
      @ConfigProperty(name = "clarity.heartbeat.token") Optional<String> heartbeatToken,
      @ConfigProperty(name = "clarity.heartbeat.every") Duration heartbeatEvery,
      @ConfigProperty(name = "clarity.audit.keep") Duration auditKeep,
      @ConfigProperty(name = "clarity.journal.keep") Duration journalKeep,
      @ConfigProperty(name = "clarity.inventory") Optional<String> inventory,
      @ConfigProperty(name = "clarity.stability") Duration stability,
      @ConfigProperty(name = "clarity.queue") int queue,
      @ConfigProperty(name = "clarity.reload") boolean reload,
      @Channel("observations-out") Emitter<Fact> observations,
      @Channel("plans-out") Emitter<RecoveryPlan> plans)
      throws YamlInvalid, PackInvalid, IOException {
    Path root = Path.of(home);
    Settings settings =
        new Settings(
            program,
            inventory.map(Path::of),
            root.resolve("rules"),
            root.resolve("playbooks"),
            root.resolve("drills/ledger.jsonl"),
            Path.of(data),
            Path.of(packs),
            Path.of(signers),
            place(anchors, anchorsToken.map(Path::of)),
            terms(heartbeat, heartbeatToken.map(Path::of), heartbeatEvery),
            new Upkeep.Terms(auditKeep, journalKeep),
            stability,
            queue,
            reload);
    AgroalDataSource active =
        datasources
            .handlesStream()
            .filter(handle -> handle.getBean().isActive())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no datasource is active"))
            .get();
    Channels channels = new Channels(fact -> send(observations, fact), plan -> send(plans, plan));
    remediator = new Remediator(settings, Jdbi.create(active), Clock.systemUTC(), channels);
  }

  private static Optional<AnchorPlace> place(Optional<String> said, Optional<Path> token)
      throws IOException {
    return said.isPresent() ? Optional.of(AnchorPlace.of(said.get(), token)) : Optional.empty();
  }

  private static Optional<Heartbeat.Terms> terms(
      Optional<String> said, Optional<Path> token, Duration every) throws IOException {
    return said.isPresent()
        ? Optional.of(new Heartbeat.Terms(Listener.of(said.get(), token), every))
        : Optional.empty();
  }

  /** Sends from one thread at a time: a full channel then holds the senders back, and no emitter's buffer overflows. */
  private static <T> void send(Emitter<T> emitter, T payload) {
    synchronized (emitter) {
      emitter.send(Message.of(payload));
    }
  }

  /** Journals an observation; the message is acknowledged when its batch is committed. */
  @Incoming("observations-in")
  public CompletionStage<Void> observed(Message<Fact> message) throws InterruptedException {
    return remediator
        .observed(message.getPayload())
        .handle((sequence, failure) -> told(message.getPayload(), failure))
        .thenCompose(any -> message.ack());
  }

  /** One observation that is refused must not end the channel of all others. */
  private static boolean told(Fact fact, @Nullable Throwable failure) {
    if (failure != null) {
      System.getLogger("clarity")
          .log(System.Logger.Level.ERROR, "an observation was refused: " + fact, failure);
    }
    return failure == null;
  }

  /** Hands a plan to the executor. */
  @Incoming("plans-in")
  public CompletionStage<Void> planned(Message<RecoveryPlan> message) {
    remediator.execute(message.getPayload());
    return message.ack();
  }

  void start(@Observes StartupEvent event) throws InterruptedException, IOException {
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
