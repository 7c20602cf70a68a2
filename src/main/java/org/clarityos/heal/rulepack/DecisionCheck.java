package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Refusal;

/**
 * The check of what policy decides on a component, and of the guards that keep it from deciding.
 *
 * @param base the packs
 * @param session the session at that time
 * @param on the component
 * @param failed is told what is not as expected
 */
record DecisionCheck(RuleBase base, RuleSession session, String on, Consumer<String> failed) {
  /** Checks what is expected at this time. */
  void check(Case.Expected expected) {
    expected.decisions().forEach(this::decided);
    expected.notDecided().forEach(this::notDecided);
    expected
        .refusals()
        .forEach(
            (issue, guards) -> {
              List<String> refusing = refusing(issue);
              guards.stream()
                  .filter(guard -> !refusing.contains(guard))
                  .forEach(
                      guard ->
                          failed.accept(
                              guard + " does not refuse " + issue + "; refusing are " + refusing));
            });
    expected.notRefused().forEach(this::notRefused);
  }

  private Optional<Decision> decision(String issue) {
    return CaseCheck.incident(session, on, issue)
        .flatMap(
            incident ->
                session.states().stream()
                    .filter(Decision.class::isInstance)
                    .map(Decision.class::cast)
                    .filter(decision -> decision.incident().equals(incident.id()))
                    .max(Comparator.comparingInt(Decision::attempt)));
  }

  private void decided(String issue, Case.Decided expected) {
    Optional<Decision> made = decision(issue);
    if (expected.verdict() == null) {
      failed.accept("the decision on " + issue + " has no verdict");
    } else if (made.isEmpty()) {
      failed.accept(
          "nothing is decided on " + issue + incident(issue) + "; refusing are " + refusing(issue));
    } else {
      Decision decision = made.get();
      if (decision.verdict() != expected.verdict()
          || !(expected.playbook().isEmpty() || expected.playbook().equals(decision.playbook()))
          || !decision.reason().contains(expected.because())) {
        failed.accept(
            "decided on " + issue + " is " + words(decision) + ", not " + words(expected));
      }
      if (!expected.confidence().isEmpty()) {
        CaseCheck.within(
                "the plan for " + issue + " has", decision.confidence(), expected.confidence())
            .ifPresent(failed);
      }
    }
  }

  private String incident(String issue) {
    return CaseCheck.incident(session, on, issue)
        .map(Incident::status)
        .map(status -> ", whose incident is " + status)
        .orElse(", for it has no incident");
  }

  private static String words(Decision decision) {
    return decision.verdict()
        + (decision.playbook().isEmpty() ? "" : " with " + decision.playbook())
        + " ("
        + decision.reason()
        + ")";
  }

  private static String words(Case.Decided expected) {
    return expected.verdict()
        + (expected.playbook().isEmpty() ? "" : " with " + expected.playbook())
        + (expected.because().isEmpty() ? "" : " (… " + expected.because() + " …)");
  }

  private void notDecided(String issue, List<Decision.Verdict> verdicts) {
    decision(issue)
        .filter(made -> verdicts.isEmpty() || verdicts.contains(made.verdict()))
        .ifPresent(
            made ->
                failed.accept("decided on " + issue + " is " + words(made) + ", and must not be"));
  }

  private List<String> refusing(String issue) {
    String incident = CaseCheck.incident(session, on, issue).map(Incident::id).orElse("");
    return session.facts(Refusal.class).stream()
        .filter(refusal -> refusal.incident().equals(incident))
        .map(Refusal::guard)
        .distinct()
        .toList();
  }

  private void notRefused(String issue, List<String> guards) {
    List<String> refusing = new ArrayList<>(refusing(issue));
    guards.stream()
        .filter(
            guard -> base.sources().values().stream().noneMatch(t -> t.contains('"' + guard + '"')))
        .forEach(guard -> failed.accept("no pack knows a guard \"" + guard + "\""));
    if (!guards.isEmpty()) {
      refusing.retainAll(guards);
    }
    refusing.forEach(guard -> failed.accept(guard + " refuses " + issue + " and must not"));
  }
}
