package org.clarityos.heal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.execute.DryRun;
import org.clarityos.heal.execute.DryRunner;
import org.clarityos.heal.fact.Approver;
import org.clarityos.heal.fact.Candidate;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Question;
import org.clarityos.heal.fact.Refusal;
import org.clarityos.heal.fact.Restraint;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.playbook.Playbook;

/** The plans of a service: what each would do, and what it would do now about every live incident. */
public final class Plans {
  private static final int MOST_SHOWN = 1000;
  private final Supplier<Map<String, Playbook>> playbooks;
  private final Shard shard;
  private final DryRunner dryRunner;
  private final Map<String, DryRun> shown = new LinkedHashMap<>();

  Plans(Supplier<Map<String, Playbook>> playbooks, Shard shard, DryRunner dryRunner) {
    this.playbooks = playbooks;
    this.shard = shard;
    this.dryRunner = dryRunner;
  }

  /**
   * What would be done now about one incident.
   *
   * @param incident the incident as it stands
   * @param candidate the plan to be preferred; empty when none is left
   * @param others the playbooks that come after it
   * @param decision what was decided about this attempt; empty when nothing was yet
   * @param guards what keeps the program from acting now
   * @param restraints why it may go only so far
   * @param asks what is asked of whom about it; empty when nothing is
   * @param dryRun what the candidate would do; empty when there is none, or while a plan runs
   */
  public record Proposal(
      Incident incident,
      Optional<Candidate> candidate,
      List<String> others,
      Optional<Decision> decision,
      List<Refusal> guards,
      List<Restraint> restraints,
      Optional<Asked> asks,
      Optional<DryRun> dryRun) {}

  /**
   * A question to people.
   *
   * @param role the role whose answer counts
   * @param until until when, in milliseconds since the epoch
   */
  public record Asked(Role role, long until) {}

  /** The playbook with an id. */
  public Optional<Playbook> playbook(String id) {
    return Optional.ofNullable(playbooks.get().get(id));
  }

  /** The ids of all playbooks. */
  public List<String> ids() {
    return playbooks.get().keySet().stream().sorted().toList();
  }

  /** What a playbook would do on a component; empty when there is no such component. */
  public Optional<DryRun> dryRun(Playbook playbook, String component) throws InterruptedException {
    return dryRunner.run(playbook, component);
  }

  /** What would be done now about every live incident of a tenant, site, host or component; of all when it is empty. */
  public List<Proposal> now(String scope) throws InterruptedException {
    List<Proposal> proposals = new ArrayList<>();
    for (Incident incident : live().filter(i -> within(scope, i.component())).toList()) {
      proposals.add(proposal(incident));
    }
    return proposals;
  }

  /** What would be done now about one incident; empty when it is not live. */
  public Optional<Proposal> about(String incident) throws InterruptedException {
    Optional<Incident> found = live().filter(i -> i.id().equals(incident)).findFirst();
    return found.isEmpty() ? Optional.empty() : Optional.of(proposal(found.get()));
  }

  /** The incident with an id, also one that is not live; empty when none is held. */
  public Optional<Incident> incident(String id) {
    return incidents().filter(incident -> incident.id().equals(id)).findFirst();
  }

  private Stream<Incident> incidents() {
    return shard.states().stream().filter(Incident.class::isInstance).map(Incident.class::cast);
  }

  private Stream<Incident> live() {
    return incidents()
        .filter(Incident::live)
        .sorted(Comparator.comparing(Incident::component).thenComparing(Incident::knownIssue));
  }

  private static boolean within(String scope, String component) {
    return scope.isEmpty() || component.equals(scope) || component.startsWith(scope + "/");
  }

  private Proposal proposal(Incident incident) throws InterruptedException {
    List<Candidate> candidates =
        about(incident, Candidate.class, Candidate::incident).stream()
            .sorted((a, b) -> a.better(b) ? -1 : 1)
            .toList();
    Optional<Candidate> best = candidates.stream().findFirst();
    return new Proposal(
        incident,
        best,
        candidates.stream().skip(1).map(candidate -> candidate.offer().playbook()).toList(),
        decision(incident),
        about(incident, Refusal.class, Refusal::incident),
        about(incident, Restraint.class, Restraint::incident),
        asks(incident),
        incident.status() == Incident.Status.OPEN ? dryRun(best) : Optional.empty());
  }

  private Optional<DryRun> dryRun(Optional<Candidate> best) throws InterruptedException {
    Optional<Playbook> playbook = best.flatMap(candidate -> playbook(candidate.offer().playbook()));
    if (playbook.isEmpty()) {
      return Optional.empty();
    }
    Optional<DryRun> told = dryRunner.run(playbook.get(), best.orElseThrow().component());
    told.ifPresent(this::remember);
    return told;
  }

  /** So that an approver can be told what has changed since. */
  private void remember(DryRun told) {
    synchronized (shown) {
      shown.put(told.hash(), told);
      if (shown.size() > MOST_SHOWN) {
        shown.remove(shown.keySet().iterator().next());
      }
    }
  }

  /** A dry run that was shown, by its hash; empty when it is not remembered. */
  public Optional<DryRun> shown(String hash) {
    synchronized (shown) {
      return Optional.ofNullable(shown.get(hash));
    }
  }

  private Optional<Asked> asks(Incident incident) {
    return about(incident, Question.class, Question::incident).stream()
        .filter(question -> question.attempt() == incident.attempt())
        .findFirst()
        .map(question -> new Asked(approver(incident.component()), question.until()));
  }

  private Role approver(String component) {
    return shard.states().stream()
        .filter(state -> state instanceof Approver && state.component().equals(component))
        .map(state -> ((Approver) state).role())
        .findFirst()
        .orElse(Role.OPERATOR);
  }

  private Optional<Decision> decision(Incident incident) {
    return shard.states().stream()
        .filter(Decision.class::isInstance)
        .map(Decision.class::cast)
        .filter(d -> d.incident().equals(incident.id()) && d.attempt() == incident.attempt())
        .findFirst();
  }

  private <T extends Derived> List<T> about(
      Incident incident, Class<T> type, java.util.function.Function<T, String> of) {
    return shard.derived().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(fact -> of.apply(fact).equals(incident.id()))
        .toList();
  }
}
