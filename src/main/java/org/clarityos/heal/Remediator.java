package org.clarityos.heal;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Retention;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.diagnose.Turn;
import org.clarityos.heal.diagnose.WarmUp;
import org.clarityos.heal.execute.Brakes;
import org.clarityos.heal.execute.DatabaseLog;
import org.clarityos.heal.execute.DryRunner;
import org.clarityos.heal.execute.EvidenceFiles;
import org.clarityos.heal.execute.Leases;
import org.clarityos.heal.execute.PastPlans;
import org.clarityos.heal.execute.PlaybookExecutor;
import org.clarityos.heal.execute.StableData;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.explain.Explanations;
import org.clarityos.heal.fact.Approver;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ChangeControl;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.GroupMember;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.TrackRecord;
import org.clarityos.heal.fact.Window;
import org.clarityos.heal.fact.Withdrawal;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.host.FileLastGood;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Calendar;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.inventory.InventoryFacts;
import org.clarityos.heal.inventory.InventoryLoader;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.journal.Arrival;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.journal.JournalTrim;
import org.clarityos.heal.learn.DrillLedger;
import org.clarityos.heal.learn.PastOutcomes;
import org.clarityos.heal.learn.TrackRecords;
import org.clarityos.heal.monitor.Discovery;
import org.clarityos.heal.monitor.Monitor;
import org.clarityos.heal.monitor.Monitors;
import org.clarityos.heal.monitor.Watcher;
import org.clarityos.heal.notify.Heartbeat;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.rulepack.CaseOffers;
import org.clarityos.heal.rulepack.CrossPack;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.rulepack.PackShelf;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jdbi.v3.core.Jdbi;

/**
 * The pipeline: monitors observe, the journal keeps, the session diagnoses and decides, the
 * executor acts and verifies, outcomes become track records.
 */
public final class Remediator implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity");

  /** What comes from files and ends with them. */
  private static final Set<Class<? extends State>> DECLARED =
      Set.of(
          Approver.class,
          Budget.class,
          ChangeControl.class,
          ComponentInfo.class,
          DependsOn.class,
          GroupMember.class,
          KnownIssue.class,
          Offer.class,
          TrackRecord.class);

  /** After so long a batch's rules are taken for stuck; the slowest honest one took 0.2 s. */
  private static final Duration BATCH_LIMIT = Duration.ofSeconds(10);

  /** After so long without a sign of life another service goes on with a plan. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private final Inventory inventory;
  private volatile Map<String, Playbook> playbooks;
  private volatile List<Offer> offers;
  private final Binder binder;
  private final Brakes brakes;
  private final AuditLog audit;
  private final Seal seal;
  private final Chronicle chronicle;
  private final LogIns logIns;
  private final EvidenceRoom evidence;
  private final Upkeep upkeep;
  private final Optional<Heartbeat> heartbeat;
  private final JournalStore journal;
  private volatile TrackRecords records;
  private final Jdbi jdbi;
  private final Shard shard;
  private final PackShelf shelf;
  private final PackLifecycle packs;
  private final PackWatch packWatch;
  private final Watcher watcher;
  private final PlaybookExecutor executor;
  private final Plans plans;
  private final Approvals approvals;
  private final FileLastGood lastGood;
  private final Health health;
  private final DatabaseLog log;
  private final SteadyTime time;
  private final Settings settings;
  private final Channels channels;
  private volatile RuleBase base;
  private final Explanations explanations;
  private final Actions actions;
  private final List<Monitor> monitors;
  private volatile List<Brake> pulled = List.of();
  private final List<Consumer<Shard.Released>> listeners = new CopyOnWriteArrayList<>();

  /**
   * A pipeline on a migrated database; nothing runs before {@link #start}.
   *
   * @throws YamlInvalid when the inventory or a playbook may not be loaded
   * @throws PackInvalid when a rule pack may not be loaded
   */
  public Remediator(Settings settings, Jdbi jdbi, Clock clock, Channels channels)
      throws YamlInvalid, PackInvalid, IOException {
    this.settings = settings;
    this.channels = channels;
    journal = new JournalStore(jdbi);
    time = new SteadyTime(clock, journal.last(0).map(last -> last.batch().at()).orElse(0L));
    actions = Actions.shipped();
    inventory =
        settings.inventory().isPresent()
            ? InventoryLoader.load(settings.inventory().get())
            : Discovery.discover();
    binder = new Binder(actions::safety, actions::version);
    List<Playbook> loaded = load();
    playbooks = byId(loaded);
    offers = binder.offers(inventory, loaded);
    audit = new AuditLog(jdbi);
    chronicle = new Chronicle(audit, settings, clock, time, this::runs);
    People people = new People(settings.data());
    logIns = new LogIns(people, new PeopleWatch(people, audit, chronicle), chronicle, time);
    Path kept = settings.data().resolve("executions");
    evidence = new EvidenceRoom(new EvidenceFiles(jdbi, kept), settings.data(), chronicle, logIns);
    seal = new Seal(audit, settings.data(), settings.anchors(), time::millis);
    shelf = new PackShelf(settings.rules(), settings.data().resolve("shelf"));
    base = compiled(shelf, shelf.active(), settings);
    refuseModesOfNoKnownIssue();
    explanations = new Explanations(journal, audit, this::ruleBase);
    shard =
        new Shard(
            0,
            base,
            new Shard.Stores(journal, audit),
            time::millis,
            new Shard.Bounds(settings.queue(), BATCH_LIMIT),
            this::released);
    packs =
        new PackLifecycle(
            shelf,
            new PackExam(
                shelf,
                settings.packs(),
                settings.signers(),
                () -> new CaseOffers(binder, List.copyOf(playbooks.values())),
                this::beside),
            shard,
            time,
            new ActivePacks());
    packWatch = new PackWatch(shard, packs, time);
    upkeep =
        new Upkeep(
            new Upkeep.Parts(
                seal,
                new Retention(audit, seal.key(), time::millis),
                new JournalTrim(jdbi),
                new PastPlans(jdbi, kept),
                shard),
            settings.terms(),
            time::millis);
    Vitals vitals = new Vitals(shard, journal, time::millis);
    heartbeat =
        settings
            .heartbeat()
            .map(
                terms ->
                    new Heartbeat(
                        terms,
                        vitals::fault,
                        () -> vitals.sign(inventory.resolve("service"), settings.program())));
    String owner =
        inventory.resolve("service") + " at " + settings.data().toAbsolutePath().normalize();
    log = new DatabaseLog(jdbi, audit, time, new Leases(jdbi, owner, LEASE), this::journal);
    this.jdbi = jdbi;
    records = trackRecords();
    ProcessTable processes = new ProcessTable(Path.of("/proc"));
    LocalCommands commands = new LocalCommands();
    ConfigurationCheck configurations = new ConfigurationCheck(commands);
    lastGood = new FileLastGood(settings.data().resolve("last-good"));
    brakes = new Brakes(settings.data().resolve("brake"), clock);
    health = new Health(processes, new EndpointAsker(commands), configurations);
    PlaybookExecutor.Parts parts =
        new PlaybookExecutor.Parts(
            inventory,
            actions,
            log,
            new ActionContext.Hands(processes, commands, configurations, lastGood, time),
            health,
            brakes,
            kept,
            settings.stability());
    executor = new PlaybookExecutor(parts);
    plans = new Plans(() -> playbooks, shard, new DryRunner(parts, binder));
    approvals = new Approvals(plans, shard, logIns, chronicle, time);
    watcher = new Watcher(inventory, time, channels.observations());
    monitors = Monitors.all(processes, commands, lastGood, settings.stability(), kept);
  }

  /** A mode that is misspelt must not leave what it was to bound as it is. */
  private void refuseModesOfNoKnownIssue() throws YamlInvalid, IOException {
    if (settings.inventory().isPresent()) {
      Set<String> known = base.issues().stream().map(KnownIssue::id).collect(Collectors.toSet());
      var problems = InventoryLoader.strangers(settings.inventory().get(), inventory, known);
      if (!problems.isEmpty()) {
        throw new YamlInvalid(problems);
      }
    }
  }

  private static RuleBase compiled(PackShelf shelf, Path rules, Settings settings)
      throws PackInvalid {
    try {
      return PackCompiler.compile(rules, settings.packs());
    } catch (PackInvalid e) {
      throw shelf.ofAuthors(e);
    }
  }

  /** The track records of the playbooks as they are offered now. */
  private TrackRecords trackRecords() throws IOException {
    Map<String, String> versions = versions(offers);
    return new TrackRecords(
        DrillLedger.read(settings.ledger(), versions), PastOutcomes.runs(jdbi, versions));
  }

  private static Map<String, String> versions(List<Offer> offers) {
    Map<String, String> versions = new HashMap<>();
    offers.forEach(offer -> versions.put(offer.playbook(), offer.version()));
    return versions;
  }

  private Chronicle.Runs runs() {
    return new Chronicle.Runs(base.hash(), versions(offers));
  }

  /** Starts everything, in the order in which data flows backwards, so that nothing is lost. */
  public void start() throws InterruptedException, IOException {
    chronicle.started(journal.last(0).map(last -> last.batch().at()).orElse(0L));
    WarmUp.run(base, declared(), time.millis());
    shard.start();
    declare();
    for (Component component : inventory.components()) {
      takeFirstStableCopy(component);
      health.complaints(component, "healthy");
    }
    executor.resume();
    releaseUnstarted();
    watcher.start(monitors);
    // What was released while the program did not run is told, too.
    pulled = journaledBrakes();
    watcher.every(Duration.ofMillis(250), "brakes", this::lookAtBrakes);
    watcher.every(Duration.ofSeconds(1), "packs", packWatch::look);
    watcher.every(Duration.ofSeconds(30), "calendar", this::lookAtCalendar);
    watcher.every(Duration.ofSeconds(5), "log-ins", logIns::look);
    upkeep.start();
    heartbeat.ifPresent(Heartbeat::start);
    Inbox inbox = new Inbox(settings.data().resolve("inbox"), this::submit);
    watcher.every(Duration.ofSeconds(1), "inbox of packs", inbox::look);
    if (settings.reload()) {
      Reload reload = new Reload(List.of(settings.rules(), settings.playbooks()), this::reload);
      watcher.every(Duration.ofSeconds(1), "saved rules and playbooks", reload::look);
    }
  }

  private List<Playbook> load() throws YamlInvalid, IOException {
    return PlaybookLoader.load(settings.playbooks(), actions.all().keySet(), actions::fault);
  }

  private static Map<String, Playbook> byId(List<Playbook> loaded) {
    return loaded.stream().collect(Collectors.toMap(Playbook::id, playbook -> playbook));
  }

  /** What the inventory, the packs, the playbooks and their track records say. */
  private List<State> declared() {
    List<State> declared = new ArrayList<>(InventoryFacts.of(inventory));
    declared.addAll(Calendar.at(inventory, time.millis()));
    declared.addAll(base.issues());
    declared.addAll(offers);
    declared.addAll(records.of(offers));
    return declared;
  }

  /** Journals what is declared now, and withdraws what no longer is. */
  private void declare() throws InterruptedException {
    List<State> declared = declared();
    Set<String> keys = declared.stream().map(State::key).collect(Collectors.toSet());
    for (State state : shard.states()) {
      if (isDeclared(state) && !keys.contains(state.key())) {
        shard.put(new Withdrawal(state.component(), state.key()));
      }
    }
    for (State state : declared) {
      shard.put(state);
    }
  }

  private static boolean isDeclared(State state) {
    return DECLARED.contains(state.getClass())
        || state instanceof Window window && window.by().equals(Window.INVENTORY);
  }

  /** Journals the next time of each window that has ended. */
  private void lookAtCalendar() {
    Set<State> held = Set.copyOf(shard.states());
    Calendar.at(inventory, time.millis()).stream()
        .filter(window -> !held.contains(window))
        .forEach(channels.observations());
  }

  /**
   * Loads rule packs and playbooks again and goes on with them, once the cases that a change affects hold and a session
   * with them has caught up.
   *
   * @throws YamlInvalid when a playbook may not be loaded; what ran goes on
   * @throws PackInvalid when a pack may not be loaded; what ran goes on
   */
  public synchronized void reload()
      throws YamlInvalid, PackInvalid, IOException, InterruptedException {
    try {
      loadAgain();
      chronicle.reloaded();
    } catch (YamlInvalid | PackInvalid | IOException e) {
      chronicle.tell(new ServiceEvent.ReloadRefused(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private void loadAgain() throws YamlInvalid, PackInvalid, IOException, InterruptedException {
    List<Playbook> loaded = load();
    Path rules = shelf.active();
    RuleBase candidate = compiled(shelf, rules, settings);
    PackExam.affectedCases(rules, candidate, base, new CaseOffers(binder, loaded));
    playbooks = byId(loaded);
    offers = binder.offers(inventory, loaded);
    records = trackRecords();
    base = candidate;
    shard.turn(new Turn.Start(candidate, "the packs were loaded again"));
    shard.turn(new Turn.TakeOver(List.of())).join();
    declare();
  }

  /** The packs that are active, as their life changes them. */
  private final class ActivePacks implements PackLifecycle.Active {
    @Override
    public void changed(RuleBase next) throws InterruptedException {
      base = next;
      declare();
    }

    @Override
    public void tell(ServiceEvent.PackChange change) {
      chronicle.tell(change);
    }

    @Override
    public BigDecimal successRate(Set<String> issues) {
      return records.together(
          offers.stream().filter(offer -> issues.contains(offer.knownIssue())).toList());
    }
  }

  private List<Problem> beside(Path rules) {
    return CrossPack.problems(rules, List.copyOf(playbooks.values()), actions::effects);
  }

  /**
   * Lets a pack run in shadow, see {@link PackLifecycle#submit}.
   *
   * @param texts its files, by name
   */
  public void submit(String pack, Map<String, String> texts, String by)
      throws PackInvalid, YamlInvalid, IOException, PackLifecycle.Refused, InterruptedException {
    packs.submit(pack, texts, by, base);
  }

  /** The life of its rule packs. */
  public PackLifecycle packs() {
    return packs;
  }

  /** Releases decisions that were committed and whose plans had not started when the program last stopped. */
  private void releaseUnstarted() {
    List<State> states = shard.states();
    for (State state : states) {
      if (state instanceof Decision decision && decision.acts() && recovering(states, decision)) {
        release(decision);
      }
    }
  }

  private boolean recovering(List<State> states, Decision decision) {
    return states.stream()
        .anyMatch(
            state ->
                state instanceof Incident incident
                    && incident.id().equals(decision.incident())
                    && incident.attempt() == decision.attempt()
                    && incident.status() == Incident.Status.RECOVERING
                    && !log.knows(RecoveryPlan.id(incident.id(), incident.attempt())));
  }

  private void release(Decision decision) {
    Playbook playbook = playbooks.get(decision.playbook());
    if (playbook == null) {
      LOG.log(System.Logger.Level.ERROR, "there is no playbook for " + decision);
      channels.plans().accept(Binder.without(decision, knownIssue(decision)));
    } else {
      channels.plans().accept(binder.bind(playbook, decision, knownIssue(decision)));
    }
  }

  private void takeFirstStableCopy(Component component) {
    StableData.adoptFirst(lastGood, inventory.id(component), component);
  }

  /** Journals an entry from outside; empty when the queue stayed full. */
  public Optional<CompletableFuture<Long>> submit(Fact fact) throws InterruptedException {
    return shard.offer(Arrival.bounded(fact, time.millis()));
  }

  /** Journals what a monitor saw, waiting while the queue is full. */
  public CompletableFuture<Long> observed(Fact fact) throws InterruptedException {
    return shard.put(Arrival.bounded(fact, time.millis()));
  }

  /** Is given every committed batch with what it made. */
  public void listen(Consumer<Shard.Released> listener) {
    listeners.add(listener);
  }

  /** Runs a plan that came through its channel. */
  public void execute(RecoveryPlan plan) {
    executor.submit(plan);
  }

  private void journal(Outcome outcome) {
    try {
      if (!movedOn(outcome)) {
        shard.put(outcome).join();
      }
      String kind = outcome.component().replaceAll(".*/([a-z]+):.*", "$1");
      shard.put(records.after(outcome, kind));
      packWatch.outcome(outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before the outcome was journaled", e);
    }
  }

  /** Whether the incident knows the outcome: the program stopped between journaling it and noting that. */
  private boolean movedOn(Outcome outcome) {
    return shard.states().stream()
        .anyMatch(
            state ->
                state instanceof Incident incident
                    && incident.id().equals(outcome.incident())
                    && (incident.attempt() != outcome.attempt()
                        || incident.status() != Incident.Status.RECOVERING));
  }

  private void released(Shard.Released released) {
    for (State state : released.result().states()) {
      if (state instanceof Decision decision && decision.acts()) {
        release(decision);
      }
    }
    packWatch.released(released);
    listeners.forEach(listener -> listener.accept(released));
  }

  private String knownIssue(Decision decision) {
    return shard.states().stream()
        .filter(Incident.class::isInstance)
        .map(Incident.class::cast)
        .filter(incident -> incident.id().equals(decision.incident()))
        .map(Incident::knownIssue)
        .findFirst()
        .orElse("");
  }

  private List<Brake> journaledBrakes() {
    return shard.states().stream()
        .filter(Brake.class::isInstance)
        .map(Brake.class::cast)
        .filter(brake -> brake.until() > 0)
        .toList();
  }

  private void lookAtBrakes() {
    List<Brake> now = brakes.all();
    for (Brake brake : pulled) {
      if (now.stream().noneMatch(other -> other.component().equals(brake.component()))) {
        channels.observations().accept(brakes.released(brake));
      }
    }
    now.stream().filter(brake -> !pulled.contains(brake)).forEach(channels.observations());
    pulled = now;
  }

  /** What there is. */
  public Inventory inventory() {
    return inventory;
  }

  /** The plans, and what they would do. */
  public Plans plans() {
    return plans;
  }

  /** The door for answers to what is asked. */
  public Approvals approvals() {
    return approvals;
  }

  /** The brakes. */
  public Brakes brakes() {
    return brakes;
  }

  /** The seal of the audit log. */
  public Seal seal() {
    return seal;
  }

  /** The record of the service itself. */
  public Chronicle chronicle() {
    return chronicle;
  }

  /** The files that executions kept. */
  public EvidenceRoom evidence() {
    return evidence;
  }

  /** Why the last sign of life was not given, or not heard; empty when it was, and when nobody listens. */
  public Optional<String> heartbeatMissed() {
    return heartbeat.flatMap(Heartbeat::missed);
  }

  /** The upkeep of what is kept. */
  public Upkeep upkeep() {
    return upkeep;
  }

  /** The audit log. */
  public AuditLog audit() {
    return audit;
  }

  /** The journal. */
  public JournalStore journalStore() {
    return journal;
  }

  /** The rule base that is active. */
  public RuleBase ruleBase() {
    return base;
  }

  /** The answers to why and why not. */
  public Explanations explanations() {
    return explanations;
  }

  /** The shard. */
  public Shard shard() {
    return shard;
  }

  /** The watch. */
  public Watcher watcher() {
    return watcher;
  }

  /** The pipeline's time, by which rules judge; it is not set back or forth with the host's clock. */
  public Clock time() {
    return time;
  }

  /** What the operator set. */
  public Settings settings() {
    return settings;
  }

  @Override
  public void close() throws InterruptedException {
    heartbeat.ifPresent(Heartbeat::close);
    watcher.close();
    shard.close();
    executor.close();
    logIns.close();
    chronicle.stopped();
    upkeep.close();
  }
}
