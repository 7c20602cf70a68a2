package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Grant;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.jspecify.annotations.Nullable;

/**
 * A run of a recording through some packs. Nothing is executed: an incident whose plan was released
 * counts as gone once its diagnosis has not held for a minute.
 */
public final class Rerun implements AutoCloseable {
  private static final long SETTLED_MILLIS = 60_000;
  private static final long LIVE_GRANTS_MILLIS = 60 * 60_000L;

  private final RuleBase packs;
  private final Set<Derived> diagnoses = new HashSet<>();
  private final Map<String, Recovering> recovering = new LinkedHashMap<>();
  private final List<Grant> grants = new ArrayList<>();
  private @Nullable RuleSession session;

  private static final class Recovering {
    private final Incident incident;
    private final String playbook;
    private long illAt;

    Recovering(Incident incident, String playbook) {
      this.incident = incident;
      this.playbook = playbook;
      this.illAt = incident.since();
    }
  }

  /** A run through some packs. */
  public Rerun(RuleBase packs) {
    this.packs = packs;
  }

  /**
   * A batch of the recording with what the packs made of it.
   *
   * @param batch the batch
   * @param rebuilt whether it began a new session, in which everything is derived anew
   * @param result what the packs made of it
   */
  public record Step(JournalBatch batch, boolean rebuilt, BatchResult result) {}

  /** Runs one batch. */
  public Step run(JournalBatch batch) {
    List<Fact> facts = new ArrayList<>();
    boolean rebuild = session == null || batch.kind() == JournalBatch.Kind.REBUILD;
    if (rebuild) {
      facts.addAll(packs.issues());
      facts.addAll(rebuild(batch));
    }
    facts.addAll(Inputs.of(batch.entries()));
    facts.addAll(settled(batch.at()));
    BatchResult result =
        java.util.Objects.requireNonNull(session).run(batch.last(), batch.at(), facts);
    follow(result, batch.at());
    return new Step(batch, rebuild, result);
  }

  /** The session as it is after the last batch; null before the first. */
  public @Nullable RuleSession session() {
    return session;
  }

  /** Begins a new session; answers what the last one had decided. */
  private List<Fact> rebuild(JournalBatch batch) {
    List<Fact> decided = new ArrayList<>();
    if (session != null) {
      for (State state : session.states()) {
        if (state instanceof Incident || state instanceof Decision) {
          decided.add(state);
        }
      }
      session.close();
    }
    grants.removeIf(grant -> grant.at() < batch.at() - LIVE_GRANTS_MILLIS);
    decided.addAll(grants);
    diagnoses.clear();
    session = new RuleSession(packs.during(batch.entries()));
    return decided;
  }

  private List<Outcome> settled(long now) {
    if (recovering.isEmpty()) {
      return List.of();
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Recovering plan : recovering.values()) {
      Incident incident = plan.incident;
      if (diagnoses.contains(new Diagnosis(incident.component(), incident.knownIssue()))) {
        plan.illAt = now;
      } else if (now - plan.illAt >= SETTLED_MILLIS) {
        outcomes.add(
            new Outcome(
                incident.component(),
                incident.id(),
                incident.attempt(),
                plan.playbook,
                Outcome.Result.NOTHING_TO_DO,
                now));
      }
    }
    return outcomes;
  }

  private void follow(BatchResult result, long now) {
    result.withdrawn().forEach(diagnoses::remove);
    result.appeared().stream().filter(Diagnosis.class::isInstance).forEach(diagnoses::add);
    for (Event event : result.events()) {
      if (event instanceof Grant grant) {
        grants.add(grant);
      }
    }
    String playbook = "";
    for (State state : result.states()) {
      if (state instanceof Decision decision) {
        playbook = decision.playbook();
      } else if (state instanceof Incident incident) {
        if (incident.status() == Incident.Status.RECOVERING) {
          recovering.put(incident.id(), new Recovering(incident, playbook));
        } else {
          recovering.remove(incident.id());
        }
      }
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
