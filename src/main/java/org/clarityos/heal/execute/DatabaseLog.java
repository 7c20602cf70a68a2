package org.clarityos.heal.execute;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

  private final Jdbi jdbi;
  private final AuditLog audit;
  private final Clock clock;
  private final Consumer<Outcome> journal;

  /**
   * A memory in a migrated database.
   *
   * @param journal journals an outcome and returns when that is committed
   */
  public DatabaseLog(Jdbi jdbi, AuditLog audit, Clock clock, Consumer<Outcome> journal) {
    this.jdbi = jdbi;
    this.audit = audit;
    this.clock = clock;
    this.journal = journal;
  }

  @Override
  public void started(RecoveryPlan plan) {
    ObjectNode body = JSON.createObjectNode();
    body.put("plan", plan.id()).put("playbook", plan.playbook()).put("version", plan.version());
    body.set("steps", JSON.valueToTree(plan.steps()));
    body.set("pending", JSON.valueToTree(plan.pending()));
    commit(
        plan,
        "execution",
        body,
        handle ->
            handle.execute(
                "insert into execution(plan_id, component, incident, status, body, started, ended)"
                    + " values (?, ?, ?, 'running', ?, ?, 0)",
                plan.id(),
                plan.component(),
                plan.incident(),
                json(plan),
                clock.millis()));
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
  public void ended(RecoveryPlan plan, Outcome outcome, String detail) {
    journal.accept(outcome);
    ObjectNode body =
        body(plan, "")
            .put("playbook", plan.playbook())
            .put("version", plan.version())
            .put("knownIssue", plan.knownIssue())
            .put("result", outcome.result().name())
            .put("detail", detail);
    commit(
        plan,
        "outcome",
        body,
        handle -> {
          handle.execute(
              "update execution set status = ?, ended = ? where plan_id = ?",
              outcome.result().name(),
              outcome.at(),
              plan.id());
          String kind = plan.component().replaceAll(".*/([a-z]+):.*", "$1");
          handle.execute(
              "insert into playbook_outcome(plan_id, playbook, kind, version, result, at) values (?, ?, ?, ?, ?, ?)",
              plan.id(),
              plan.playbook(),
              kind,
              plan.version(),
              outcome.result().name(),
              outcome.at());
        });
  }

  @Override
  public List<Unfinished> unfinished() {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select body from execution where status = 'running' order by started")
                .map((row, context) -> plan(row.getString(1)))
                .stream()
                .map(plan -> new Unfinished(plan, steps(handle, plan)))
                .toList());
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
    audit.commit(
        CHAIN,
        work,
        () ->
            List.of(
                new AuditRecord.Draft(
                    clock.millis(), kind, plan.component(), plan.incident(), body.toString())));
  }

  private static ObjectNode body(RecoveryPlan plan, String step) {
    ObjectNode body = JSON.createObjectNode().put("plan", plan.id());
    return step.isEmpty() ? body : body.put("step", step);
  }

  private static String json(RecoveryPlan plan) {
    try {
      return JSON.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is always JSON", e);
    }
  }

  private static RecoveryPlan plan(String json) {
    try {
      return JSON.readValue(json, RecoveryPlan.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored plan is damaged: " + e.getOriginalMessage(), e);
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
