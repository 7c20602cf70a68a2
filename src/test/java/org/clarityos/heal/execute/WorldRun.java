package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.execute.World.Deed;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.FileLastGood;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.testing.CutDatabase;
import org.clarityos.heal.testing.CutDatabase.Cut;

/** Plans for one world, run on one database file by programs that are killed, until all have ended. */
final class WorldRun {
  private static final String SITE = "t/s/h/";
  private static final String PATIENT = SITE + "service:patient";
  private static final String FRONT = SITE + "service:front";
  private static final String OTHER = SITE + "service:other";

  /** A patient, what needs it, and another. */
  static final List<String> COMPONENTS = List.of(PATIENT, FRONT, OTHER);

  private static final Map<String, Set<String>> NEEDS =
      Map.of(PATIENT, Set.of(PATIENT, FRONT), FRONT, Set.of(FRONT), OTHER, Set.of(OTHER));
  private static final Duration LIMIT = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Kill NEVER = new Kill(0, Moment.BEFORE_COMMIT);

  private final Path folder;
  private final DataSource source;
  private final Scenario scenario;
  private final World world;
  private final List<RecoveryPlan> plans = new ArrayList<>();

  /**
   * What is tried.
   *
   * @param ill the components that are ill at first
   * @param kills where the program is killed, one life after the other
   * @param two whether a second program works on the same database
   */
  record Scenario(List<Offer> offers, Set<String> ill, List<Kill> kills, boolean two) {}

  /** A plan for a component. */
  record Offer(String component, List<Deed> deeds) {}

  /** What happens to a program. */
  record Kill(int point, Moment when) {}

  /** When a program dies, or what else happens to it. */
  enum Moment {
    BEFORE_COMMIT,
    AFTER_COMMIT,
    /** After what a step or an undo did. */
    AFTER_EFFECT,
    /** It does not die: it is told that a commit failed, and it did not. */
    UNSURE_COMMIT
  }

  /** A run on a migrated database. */
  WorldRun(Path folder, DataSource source, Scenario scenario) {
    this.folder = folder;
    this.source = source;
    this.scenario = scenario;
    this.world = new World(folder, NEEDS, scenario.ill());
    for (Offer offer : scenario.offers()) {
      RecoveryPlan plan = plan(offer, plans.size());
      plans.add(plan);
      world.expect(plan.id(), offer.component(), offer.deeds());
    }
  }

  private static RecoveryPlan plan(Offer offer, int number) {
    String incident = "incident-" + number;
    String id = RecoveryPlan.id(incident, 1);
    List<Playbook.Step> steps =
        IntStream.range(0, offer.deeds().size())
            .mapToObj(i -> step(WorldStep.name(id, i), i, offer.deeds().get(i)))
            .toList();
    return new RecoveryPlan(
        offer.component(),
        incident,
        1,
        "ill",
        "test",
        "1.0.0+00000000",
        steps,
        List.of(),
        new Playbook.Verify("configuration", Duration.ofMillis(10), Duration.ofMillis(40)),
        Clock.systemUTC().millis());
  }

  private static Playbook.Step step(String action, int number, Deed deed) {
    return new Playbook.Step(
        World.name(number),
        action,
        JsonNodeFactory.instance.objectNode(),
        LIMIT,
        deed.retries(),
        deed.undo() ? "automatic" : "none",
        "it is a test");
  }

  World world() {
    return world;
  }

  /** Offers the plans to programs, one after the other as they are killed, until all have ended. */
  void toItsEnd() throws Exception {
    try (Program other = scenario.two() ? new Program("other", NEVER) : null;
        CutDatabase watched = new CutDatabase(source, 0, Cut.AFTER)) {
      BooleanSupplier ended = ended(log(watched, "watcher"));
      for (Kill kill : scenario.kills()) {
        try (Program program = new Program("first", kill)) {
          await(() -> program.over() || ended.getAsBoolean());
        }
      }
      if (other == null || scenario.kills().isEmpty()) {
        try (Program program = new Program("first", NEVER)) {
          await(ended);
        }
      }
      await(ended);
    }
  }

  private BooleanSupplier ended(DatabaseLog log) {
    return () ->
        plans.stream().allMatch(plan -> log.progress(plan).stage() == ExecutionLog.Stage.TOLD);
  }

  private void await(BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not all plans ended within " + LONGEST);
      }
      never.await(5, TimeUnit.MILLISECONDS);
    }
  }

  /** Looks at what the database remembers. */
  void remembered(BiConsumer<DatabaseLog, AuditLog> look) throws SQLException {
    try (CutDatabase database = new CutDatabase(source, 0, Cut.AFTER)) {
      look.accept(log(database, "reader"), new AuditLog(database.jdbi()));
    }
  }

  /** What plans left, and no record of their ends tells. */
  List<String> untold(AuditLog audit) {
    List<String> untold = new ArrayList<>();
    for (RecoveryPlan plan : plans) {
      String told =
          audit.find(AuditFilter.newest(1).ofKind("outcome").ofIncident(plan.incident())).stream()
              .map(AuditRecord::body)
              .findFirst()
              .orElse("");
      world.left(plan.id()).stream()
          .filter(left -> !told.contains(left))
          .forEach(left -> untold.add(left + " in " + told));
    }
    return untold;
  }

  private DatabaseLog log(CutDatabase database, String owner) {
    var jdbi = database.jdbi();
    Duration lease = scenario.two() ? Duration.ofMillis(1500) : Duration.ofSeconds(30);
    return new DatabaseLog(
        jdbi,
        new AuditLog(jdbi),
        Clock.systemUTC(),
        new Leases(jdbi, owner, lease),
        outcome -> world.ended(RecoveryPlan.id(outcome.incident(), outcome.attempt()), outcome));
  }

  /** A program that runs until it is killed or closed. */
  private final class Program implements World.Life, AutoCloseable {
    private final Kill kill;
    private final CutDatabase database;
    private final PlaybookExecutor executor;
    private final AtomicInteger effects = new AtomicInteger();

    Program(String owner, Kill kill) throws Exception {
      this.kill = kill;
      boolean commit = kill.when() != Moment.AFTER_EFFECT;
      this.database = new CutDatabase(source, commit ? kill.point() : 0, cut(kill.when()));
      this.executor = new PlaybookExecutor(parts(log(database, owner)));
      start();
    }

    private static Cut cut(Moment moment) {
      return switch (moment) {
        case BEFORE_COMMIT -> Cut.BEFORE;
        case UNSURE_COMMIT -> Cut.UNSURE;
        default -> Cut.AFTER;
      };
    }

    private void start() {
      try {
        executor.resume();
      } catch (CutDatabase.Killed e) {
        return;
      }
      plans.forEach(executor::submit);
    }

    private PlaybookExecutor.Parts parts(DatabaseLog log) {
      ProcessTable processes = new ProcessTable(Path.of("/proc"));
      LocalCommands commands = new LocalCommands();
      return new PlaybookExecutor.Parts(
          site(),
          new Actions(actions()),
          log,
          new ActionContext.Hands(
              processes,
              commands,
              new ConfigurationCheck(commands),
              new FileLastGood(folder.resolve("last-good")),
              Clock.systemUTC()),
          new Health(processes, new EndpointAsker(commands), commands),
          new Brakes(folder.resolve("brake"), Clock.systemUTC()),
          folder.resolve("executions"),
          Duration.ofMillis(20));
    }

    private List<Action<?>> actions() {
      List<Action<?>> actions = new ArrayList<>();
      for (int i = 0; i < plans.size(); i++) {
        List<Deed> deeds = scenario.offers().get(i).deeds();
        for (int step = 0; step < deeds.size(); step++) {
          actions.add(new WorldStep(world, this, plans.get(i).id(), step, deeds.get(step)));
        }
      }
      return actions;
    }

    @Override
    public boolean over() {
      return database.wasCut();
    }

    @Override
    public void effect() {
      if (kill.when() == Moment.AFTER_EFFECT && effects.incrementAndGet() == kill.point()) {
        database.kill();
      }
    }

    @Override
    public void close() throws SQLException {
      executor.close();
      database.close();
    }
  }

  private Inventory site() {
    return Patient.site(
        world.component(PATIENT, List.of()),
        world.component(FRONT, List.of("service:patient")),
        world.component(OTHER, List.of()));
  }
}
