package org.clarityos.heal.execute;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.plan.RecoveryPlan;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The memory of executions in the database, each entry committed together with its audit record.
 */
public final class DatabaseLog implements ExecutionLog {
  private static final String CHAIN = "execution";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .visibility(
              com.fasterxml.jackson.annotation.PropertyAccessor.IS_GETTER,
              JsonAutoDetect.Visibility.NONE)
          .build();

  /** So often is a write tried again that met another service's on the same chain. */
  private static final int MOST_TRIES = 20;

  /** The SQL state of a key that is there already. */
  private static final String TAKEN = "23505";

  private final Jdbi jdbi;
  private final AuditLog audit;
  private final Clock clock;
  private final Leases leases;
  private final Consumer<Outcome> journal;
  private final ReadWriteLock asking = new ReentrantReadWriteLock();
  private final Map<String, Claim> claims = new ConcurrentHashMap<>();

  /**
   * The claim of a plan.
   *
   * @param until up to when it surely holds, in nanoseconds of this program
   */
  private record Claim(Set<Leases.Held> held, long until) {}

  /**
   * A memory in a migrated database.
   *
   * @param leases the leases of this service
   * @param journal journals an outcome, unless the journal has it already, and returns when that is committed
   */
  public DatabaseLog(
      Jdbi jdbi, AuditLog audit, Clock clock, Leases leases, Consumer<Outcome> journal) {
    this.jdbi = jdbi;
    this.audit = audit;
    this.clock = clock;
    this.leases = leases;
    this.journal = journal;
  }

  @Override
  public void between(Runnable interruption) {
    asking.writeLock().lock();
    try {
      interruption.run();
    } finally {
      asking.writeLock().unlock();
    }
  }

  @Override
  public Duration lease() {
    return leases.length();
  }

  @Override
  public boolean claim(RecoveryPlan plan, Set<String> components) {
    long until = surely();
    var held = asked(() -> leases.claim(components));
    held.ifPresentOrElse(
        all -> claims.put(plan.id(), new Claim(all, until)), () -> claims.remove(plan.id()));
    return held.isPresent();
  }

  /** Up to when a lease surely holds that is renewed from now on: a part of it is left to end what runs. */
  private long surely() {
    return System.nanoTime() + leases.length().toNanos() / 4 * 3;
  }

  @Override
  public void beat() {
    claims.keySet().forEach(this::beat);
  }

  private void beat(String plan) {
    Claim claim = claims.get(plan);
    if (claim != null) {
      long until = surely();
      boolean ours = asked(() -> leases.beat(claim.held()));
      claims.replace(plan, claim, new Claim(claim.held(), ours ? until : System.nanoTime()));
    }
  }

  @Override
  public boolean holds(RecoveryPlan plan) {
    Claim claim = claims.get(plan.id());
    return claim != null && claim.until() - System.nanoTime() > 0;
  }

  @Override
  public void release(RecoveryPlan plan) {
    Claim claim = claims.remove(plan.id());
    if (claim != null) {
      asked(
          () -> {
            leases.release(claim.held());
            return true;
          });
    }
  }

  @Override
  public void started(RecoveryPlan plan, Condition before) {
    ObjectNode body = JSON.createObjectNode();
    body.put("plan", plan.id()).put("playbook", plan.playbook()).put("version", plan.version());
    body.set("steps", JSON.valueToTree(plan.steps()));
    body.set("pending", JSON.valueToTree(plan.pending()));
    body.set("before", JSON.valueToTree(before.levels()));
    commit(
        plan,
        "execution",
        body,
        handle ->
            handle.execute(
                "insert into execution(plan_id, component, incident, status, body, started, ended, before_start)"
                    + " values (?, ?, ?, 'running', ?, ?, 0, ?)",
                plan.id(),
                plan.component(),
                plan.incident(),
                json(plan),
                clock.millis(),
                json(before)));
  }

  @Override
  public void intended(RecoveryPlan plan, String step, ObjectNode undo) {
    ObjectNode body = body(plan, step);
    body.set("undo", undo);
    commit(
        plan,
        "step-intended",
        body,
        handle -> {
          handle.execute(
              "delete from execution_step where plan_id = ? and step = ?", plan.id(), step);
          handle.execute(
              "insert into execution_step(plan_id, step, ord, status, undo) values (?, ?, ?, 'intended', ?)",
              plan.id(),
              step,
              clock.millis(),
              undo.toString());
        });
  }

  @Override
  public void done(RecoveryPlan plan, String step, boolean well, String detail, long millis) {
    ObjectNode body =
        body(plan, step).put("well", well).put("detail", detail).put("millis", millis);
    commit(plan, "step-done", body, handle -> status(handle, plan, step, well ? "done" : "failed"));
  }

  @Override
  public void takenBack(RecoveryPlan plan, TakenBack why) {
    ObjectNode body = body(plan, "");
    body.put("result", why.result().name()).put("detail", why.reason());
    commit(
        plan,
        "taken-back",
        body,
        handle ->
            handle.execute(
                "update execution set taken_back = ?, reason = ? where plan_id = ?",
                why.result().name(),
                why.reason(),
                plan.id()));
  }

  @Override
  public void undone(RecoveryPlan plan, String step, boolean well, String detail) {
    ObjectNode body = body(plan, step).put("well", well).put("detail", detail);
    commit(
        plan,
        "step-undone",
        body,
        handle -> status(handle, plan, step, well ? "undone" : "not-undone"));
  }

  @Override
  public void noted(RecoveryPlan plan, String kind, String detail) {
    commit(plan, "verification", body(plan, "").put("result", kind).put("detail", detail), h -> {});
  }

  @Override
  public void ended(RecoveryPlan plan, Outcome outcome, Ending ending) {
    ObjectNode body =
        body(plan, "")
            .put("playbook", plan.playbook())
            .put("version", plan.version())
            .put("knownIssue", plan.knownIssue())
            .put("result", outcome.result().name())
            .put("detail", ending.detail());
    body.set("sideEffects", JSON.valueToTree(ending.sideEffects()));
    commit(plan, "outcome", body, handle -> end(handle, plan, outcome));
    tell(plan);
  }

  /** Ends a plan, also one whose component went before it could start. */
  private void end(Handle handle, RecoveryPlan plan, Outcome outcome) {
    int known =
        handle.execute(
            "update execution set status = ?, ended = ?, told = false where plan_id = ?",
            outcome.result().name(),
            outcome.at(),
            plan.id());
    if (known == 0) {
      handle.execute(
          "insert into execution(plan_id, component, incident, status, body, started, ended, told)"
              + " values (?, ?, ?, ?, ?, ?, ?, false)",
          plan.id(),
          plan.component(),
          plan.incident(),
          outcome.result().name(),
          json(plan),
          outcome.at(),
          outcome.at());
    }
  }

  @Override
  public void tell(RecoveryPlan plan) {
    asked(
        () -> {
          jdbi.withHandle(handle -> untold(handle, plan)).ifPresent(out -> tell(plan, out));
          return true;
        });
  }

  private void tell(RecoveryPlan plan, Outcome outcome) {
    journal.accept(outcome);
    jdbi.useTransaction(
        handle -> {
          handle.execute("update execution set told = true where plan_id = ?", plan.id());
          handle.execute(
              "insert into playbook_outcome(plan_id, playbook, kind, version, result, at) values (?, ?, ?, ?, ?, ?)",
              plan.id(),
              plan.playbook(),
              plan.component().replaceAll(".*/([a-z]+):.*", "$1"),
              plan.version(),
              outcome.result().name(),
              outcome.at());
        });
  }

  private static Optional<Outcome> untold(Handle handle, RecoveryPlan plan) {
    return handle
        .select("select status, ended from execution where plan_id = ? and told = false", plan.id())
        .map(
            (row, context) ->
                plan.outcome(Outcome.Result.valueOf(row.getString(1)), row.getLong(2)))
        .findFirst();
  }

  @Override
  public List<RecoveryPlan> unfinished() {
    return asked(
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .select(
                            "select body from execution where status = 'running' or told = false"
                                + " order by started, plan_id")
                        .map((row, context) -> read(row.getString(1), RecoveryPlan.class))
                        .list()));
  }

  @Override
  public Progress progress(RecoveryPlan plan) {
    return asked(
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .select(
                            "select status, told, before_start, taken_back, reason from execution"
                                + " where plan_id = ?",
                            plan.id())
                        .map((row, context) -> progress(row, steps(handle, plan)))
                        .findFirst()
                        .orElse(Progress.NONE)));
  }

  private static Progress progress(ResultSet row, Map<String, StepState> steps)
      throws SQLException {
    boolean running = row.getString(1).equals("running");
    Stage ended = row.getBoolean(2) ? Stage.TOLD : Stage.UNTOLD;
    String before = row.getString(3);
    String takenBack = row.getString(4);
    return new Progress(
        running ? Stage.RUNNING : ended,
        before.isEmpty() ? Condition.UNKNOWN : read(before, Condition.class),
        takenBack.isEmpty()
            ? Optional.empty()
            : Optional.of(new TakenBack(Outcome.Result.valueOf(takenBack), row.getString(5))),
        steps);
  }

  private static Map<String, StepState> steps(Handle handle, RecoveryPlan plan) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    handle
        .select(
            "select step, undo, status from execution_step where plan_id = ? order by ord, step",
            plan.id())
        .map(
            (row, context) ->
                steps.put(
                    row.getString(1), new StepState(node(row.getString(2)), row.getString(3))))
        .list();
    return steps;
  }

  /** Whether a plan was ever started. */
  public boolean knows(String planId) {
    return jdbi.withHandle(
        handle ->
            handle
                    .select("select count(*) from execution where plan_id = ?", planId)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  private static void status(Handle handle, RecoveryPlan plan, String step, String status) {
    handle.execute(
        "update execution_step set status = ? where plan_id = ? and step = ?",
        status,
        plan.id(),
        step);
  }

  private void commit(RecoveryPlan plan, String kind, ObjectNode body, Consumer<Handle> work) {
    Claim claim = claims.get(plan.id());
    if (claim == null) {
      throw new LeaseLost("plan " + plan.id() + " was never claimed, or given up");
    }
    AuditRecord.Draft draft =
        new AuditRecord.Draft(
            clock.millis(), kind, plan.component(), plan.incident(), body.toString());
    asked(
        () -> {
          audit.commit(
              CHAIN,
              handle -> {
                leases.require(handle, claim.held());
                work.accept(handle);
              },
              () -> List.of(draft));
          return true;
        });
  }

  /** What the database answers; a key that another service took first is tried again, since the next is free. */
  private <T> T asked(Supplier<T> question) {
    for (int tries = 1; ; tries++) {
      asking.readLock().lock();
      try {
        if (Thread.currentThread().isInterrupted()) {
          throw new LogFailed("the program stops", null);
        }
        return question.get();
      } catch (LeaseLost | LogFailed e) {
        throw e;
      } catch (RuntimeException e) {
        if (tries == MOST_TRIES || !taken(e)) {
          throw new LogFailed("the memory of executions does not answer: " + e.getMessage(), e);
        }
      } finally {
        asking.readLock().unlock();
      }
    }
  }

  private static boolean taken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && TAKEN.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode body(RecoveryPlan plan, String step) {
    ObjectNode body = JSON.createObjectNode().put("plan", plan.id());
    return step.isEmpty() ? body : body.put("step", step);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is always JSON", e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a stored " + type.getSimpleName() + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  private static ObjectNode node(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored undo is damaged", e);
    }
  }
}
