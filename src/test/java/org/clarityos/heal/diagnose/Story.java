package org.clarityos.heal.diagnose;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.fact.TrackRecord;

/** A session on a virtual clock with one component, told batch by batch. */
final class Story {
  static final String WEB = "acme/fra1/web-1/service:web";
  static final long START = 1_700_000_000_000L;

  final RuleSession session = new RuleSession(Packs.shipped());
  final List<BatchResult> results = new ArrayList<>();
  private long sequence;

  /** A component that runs and answers, with a proven playbook for each issue named. */
  static Story of(Mode mode, String bound, String... issues) {
    Story story = new Story();
    List<Fact> known = new ArrayList<>();
    known.add(info(WEB));
    known.add(new Budget("acme/fra1", "", 60));
    known.addAll(Packs.shipped().issues());
    for (String issue : issues) {
      known.add(offer(issue, "mend-" + issue, mode));
      known.add(new TrackRecord("mend-" + issue, "service", 30, 0, new BigDecimal(bound)));
    }
    known.add(process(ProcessState.Status.RUNNING, 0));
    known.add(endpoint(EndpointState.Status.UP, 0));
    story.at(0, known.toArray(Fact[]::new));
    return story;
  }

  static ComponentInfo info(String id) {
    return info(id, "acme/fra1");
  }

  static ComponentInfo info(String id, String site) {
    return new ComponentInfo(
        id, site, "service", "generic", Severity.MEDIUM, true, "clarity", false, true, false);
  }

  static Offer offer(String issue, String playbook, Mode mode) {
    return offer(WEB, issue, playbook, mode);
  }

  static Offer offer(String component, String issue, String playbook, Mode mode) {
    return new Offer(
        component, issue, playbook, "1", "service", Safety.RESTART, true, false, 10, mode);
  }

  static ProcessState process(ProcessState.Status status, long millis) {
    return new ProcessState(WEB, status, START + millis, "process");
  }

  static EndpointState endpoint(EndpointState.Status status, long millis) {
    return new EndpointState(WEB, "user", status, START + millis, "endpoint");
  }

  /** Hands over one batch at a time after the start; answers what it made. */
  BatchResult at(long millis, Fact... facts) {
    sequence += Math.max(1, facts.length);
    BatchResult result = session.run(sequence, START + millis, List.of(facts));
    results.add(result);
    return result;
  }

  List<Decision> decisions() {
    return made(Decision.class);
  }

  List<Incident> incidents() {
    return made(Incident.class);
  }

  private <T extends State> List<T> made(Class<T> type) {
    return results.stream()
        .flatMap(result -> result.states().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static KnownIssue issue(String id) {
    return Packs.shipped().issues().stream()
        .filter(issue -> issue.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
