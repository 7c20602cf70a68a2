package org.clarityos.heal.audit;

import java.util.List;

/**
 * What to look for in the audit log; empty strings and zeros leave a field open.
 *
 * @param component the component's id
 * @param incident the incident's id
 * @param kind the kind of record
 * @param rule the id of the rule that fired
 * @param person who did it: a person or a token
 * @param decision the verdict of a decision: {@code ACT}, {@code ASK} …
 * @param from the earliest time, in milliseconds since the epoch
 * @param to the latest time, in milliseconds since the epoch
 * @param limit how many at most, the newest
 */
public record AuditFilter(
    String component,
    String incident,
    String kind,
    String rule,
    String person,
    String decision,
    long from,
    long to,
    int limit) {

  /** The newest records of every kind. */
  public static AuditFilter newest(int limit) {
    return new AuditFilter("", "", "", "", "", "", 0, 0, limit);
  }

  /** The same, of a component only. */
  public AuditFilter ofComponent(String id) {
    return new AuditFilter(id, incident, kind, rule, person, decision, from, to, limit);
  }

  /** The same, of an incident only. */
  public AuditFilter ofIncident(String id) {
    return new AuditFilter(component, id, kind, rule, person, decision, from, to, limit);
  }

  /** The same, of a kind only. */
  public AuditFilter ofKind(String name) {
    return new AuditFilter(component, incident, name, rule, person, decision, from, to, limit);
  }

  /** The same, of a rule's firings only. */
  public AuditFilter ofRule(String id) {
    return new AuditFilter(component, incident, kind, id, person, decision, from, to, limit);
  }

  /** The same, of what a person did only. */
  public AuditFilter ofPerson(String name) {
    return new AuditFilter(component, incident, kind, rule, name, decision, from, to, limit);
  }

  /** The same, of decisions with a verdict only. */
  public AuditFilter ofDecision(String verdict) {
    return new AuditFilter(component, incident, kind, rule, person, verdict, from, to, limit);
  }

  /** The same, between two times only, both in milliseconds since the epoch. */
  public AuditFilter between(long earliest, long latest) {
    return new AuditFilter(
        component, incident, kind, rule, person, decision, earliest, latest, limit);
  }

  /** The subjects that a record must have, the rarest first. */
  List<String> subjects() {
    return Subjects.named(
        List.of(
            Subjects.INCIDENT + incident,
            Subjects.PERSON + person,
            Subjects.RULE + rule,
            Subjects.COMPONENT + component,
            Subjects.DECISION + decision,
            Subjects.KIND + kind));
  }

  /** Whether a record is looked for. */
  boolean matches(AuditRecord record) {
    return record.at() >= from
        && (to == 0 || record.at() <= to)
        && open(kind, record.kind())
        && open(component, record.component())
        && open(incident, record.incident())
        && (rule.isEmpty() && person.isEmpty() && decision.isEmpty()
            || Subjects.of(record).containsAll(subjects()));
  }

  private static boolean open(String asked, String is) {
    return asked.isEmpty() || asked.equals(is);
  }
}
