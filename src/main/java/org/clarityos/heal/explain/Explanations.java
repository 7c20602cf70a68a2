package org.clarityos.heal.explain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.AuditRecord;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.journal.JournalStore;
import org.clarityos.heal.rulepack.Probes;
import org.clarityos.heal.rulepack.RuleText;
import org.jspecify.annotations.Nullable;

/** The answers to why and why not, from the journal and the audit log of one shard. */
public final class Explanations {
  private static final int MOST = 20_000;
  private static final int SHARD = 0;

  private final AuditLog audit;
  private final Past past;
  private final Probes probes = new Probes();

  /** Answers from these stores; {@code today} are the packs that run. */
  public Explanations(JournalStore journal, AuditLog audit, Supplier<RuleBase> today) {
    this.audit = audit;
    this.past = new Past(journal, audit, new KeptPacks(journal, today));
  }

  /**
   * Why an incident was opened or a decision made.
   *
   * @param id the incident's or the decision's
   * @throws NotKnown when the record has neither
   */
  public Why why(String id) throws NotKnown {
    for (AuditRecord record : find("", id, "incident")) {
      return tree(record).why(fact(record), record.at());
    }
    for (AuditRecord record : find("", "", "decision")) {
      if (fact(record) instanceof Decision decision && decision.id().equals(id)) {
        return tree(record).why(decision, record.at());
      }
    }
    throw new NotKnown("id", "no incident and no decision has the id " + id);
  }

  /**
   * Why a known issue was last diagnosed on a component.
   *
   * @throws NotKnown when it never was
   */
  public Why why(String issue, String component) throws NotKnown {
    List<AuditRecord> all = find(component, "", "diagnosis");
    for (int i = all.size() - 1; i >= 0; i--) {
      if (fact(all.get(i)) instanceof Diagnosis diagnosis && diagnosis.knownIssue().equals(issue)) {
        return tree(all.get(i)).why(diagnosis, all.get(i).at());
      }
    }
    throw new NotKnown("id", issue + " was never diagnosed on " + component);
  }

  /**
   * What came of asking why a rule does not hold.
   *
   * @param answer what became of each of its patterns
   * @param fired its last firing for the component up to the time; null when there was none
   */
  public record Answer(WhyNot answer, Why.@Nullable Origin fired) {}

  /**
   * Why a rule did not hold for a component at a time.
   *
   * @param rule the rule's id or name; or a known issue's id: why it is not diagnosed
   * @param component the component's id
   * @param at the time, in milliseconds since the epoch
   * @throws NotKnown when there was no such rule or component, or the journal does not reach back
   */
  public Answer whyNot(String rule, String component, long at) throws NotKnown {
    Moment moment = past.at(SHARD, at);
    boolean known =
        moment.facts().stream()
            .anyMatch(fact -> fact instanceof ComponentInfo && fact.component().equals(component));
    if (!known) {
      throw new NotKnown("component", "there was no component " + component);
    }
    Asked asked =
        rule(moment, rule)
            .or(() -> diagnosis(moment, rule, component))
            .orElseThrow(
                () ->
                    new NotKnown(
                        "rule",
                        "no rule and no known issue of that time has the id \""
                            + rule
                            + "\"; rules/CATALOG.md lists the known issues, the .drl files say @id"));
    WhyNot answer = new Inquiry(moment, probes).about(asked.rule(), component, asked.pins());
    Tree tree =
        new Tree(
            audit.find(
                AuditFilter.newest(MOST).ofComponent(component).ofKind("firing").between(0, at)));
    return new Answer(
        answer, tree.last(asked.rule().info().id(), component, moment.at()).orElse(null));
  }

  /** A rule with what some of its variables hold. */
  private record Asked(RuleText rule, Map<String, String> pins) {}

  private static Optional<Asked> rule(Moment moment, String rule) {
    return moment.rules().stream()
        .filter(each -> each.info().id().equals(rule) || each.info().name().equals(rule))
        .map(each -> new Asked(each, Map.of()))
        .findFirst();
  }

  /** The rule that would diagnose a known issue. */
  private static Optional<Asked> diagnosis(Moment moment, String issue, String component) {
    boolean known =
        moment.facts().stream()
            .anyMatch(fact -> fact instanceof KnownIssue entry && entry.id().equals(issue));
    Missing missing =
        new Missing(
            Diagnosis.class, component, Map.of("knownIssue", List.of(Inquiry.quoted(issue))));
    return moment.rules().stream()
        .filter(rule -> known)
        .flatMap(rule -> missing.pins(rule).map(pins -> new Asked(rule, pins)).stream())
        .findFirst();
  }

  private Tree tree(AuditRecord record) {
    return new Tree(audit.find(AuditFilter.newest(MOST).ofKind("firing").between(0, record.at())));
  }

  private List<AuditRecord> find(String component, String incident, String kind) {
    return audit.find(
        AuditFilter.newest(MOST).ofComponent(component).ofIncident(incident).ofKind(kind));
  }

  private static Fact fact(AuditRecord record) {
    var body = Past.body(record);
    body.remove("batch");
    if (record.kind().equals(Incident.class.getSimpleName().toLowerCase(java.util.Locale.ROOT))) {
      body.remove("reason");
    }
    return FactJson.read(body);
  }
}
