package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Confidence;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Hypothesis;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Symptom;

/** The check of what a session holds against what a case expects at that time. */
final class CaseCheck {
  private static final long SECOND = 1000;

  private final RuleBase base;
  private final Case story;
  private final Set<String> issues;
  private final List<CaseResult.Failure> failures = new ArrayList<>();

  /** A check of a case that is run over some packs. */
  CaseCheck(RuleBase base, Case story) {
    this.base = base;
    this.story = story;
    this.issues = base.issues().stream().map(KnownIssue::id).collect(Collectors.toSet());
  }

  /** What was not as expected so far. */
  List<CaseResult.Failure> failures() {
    return failures;
  }

  /** The times at which the case expects something, counted from a start. */
  List<Long> times(long start) {
    return story.then().stream().map(expected -> start + expected.at().toMillis()).toList();
  }

  /** Adds something that is not as expected. */
  void fail(String place, String message) {
    failures.add(new CaseResult.Failure(place, message));
  }

  /** Adds something that is not as expected, to all that is expected at a time. */
  void fail(long at, String message) {
    for (int i = 0; i < story.then().size(); i++) {
      if (story.then().get(i).at().toMillis() == at) {
        fail("/then/" + i, "at " + words(at) + ": " + message);
      }
    }
  }

  /** Checks what is expected at a time, in milliseconds from the start. */
  void at(long at, RuleSession session) {
    for (int i = 0; i < story.then().size(); i++) {
      Case.Expected expected = story.then().get(i);
      if (expected.at().toMillis() == at) {
        String place = "/then/" + i;
        Consumer<String> failed = message -> fail(place, "at " + words(at) + ": " + message);
        String on = CaseFacts.id(expected.on().isEmpty() ? story.on() : expected.on());
        conclusions(expected, on, session, failed);
        new DecisionCheck(base, session, on, failed).check(expected);
      }
    }
  }

  private void conclusions(
      Case.Expected expected, String on, RuleSession session, Consumer<String> failed) {
    List<String> symptoms = names(session, on, Symptom.class);
    List<String> diagnoses = names(session, on, Diagnosis.class);
    expected.symptoms().stream()
        .filter(name -> !symptoms.contains(name))
        .forEach(
            name -> failed.accept("symptom " + name + " does not hold; holding are " + symptoms));
    expected.not().stream()
        .filter(name -> (issues.contains(name) ? diagnoses : symptoms).contains(name))
        .forEach(name -> failed.accept(name + " holds and must not"));
    expected.not().stream()
        .filter(name -> !issues.contains(name) && !said(name))
        .forEach(name -> failed.accept("no pack knows a symptom or an issue \"" + name + "\""));
    Bounds bounds = new Bounds(session, on, failed);
    expected.diagnoses().forEach((issue, range) -> bounds.check(issue, range, diagnoses, true));
    List<String> open = new ArrayList<>(names(session, on, Hypothesis.class));
    open.removeAll(diagnoses);
    expected.hypotheses().forEach((issue, range) -> bounds.check(issue, range, open, false));
    boolean inhibited =
        session.facts(Inhibition.class).stream().anyMatch(i -> i.component().equals(on));
    if (inhibited != expected.inhibited()) {
      failed.accept(inhibited ? "the component is inhibited" : "the component is not inhibited");
    }
  }

  /** Whether some rule speaks of a name. */
  private boolean said(String name) {
    return base.sources().values().stream().anyMatch(text -> text.contains('"' + name + '"'));
  }

  private static List<String> names(RuleSession session, String on, Class<? extends Derived> type) {
    return session.facts(type).stream()
        .filter(fact -> fact.component().equals(on))
        .map(CaseCheck::name)
        .toList();
  }

  private static String name(Derived fact) {
    if (fact instanceof Symptom symptom) {
      return symptom.name();
    }
    return fact instanceof Diagnosis diagnosis
        ? diagnosis.knownIssue()
        : ((Hypothesis) fact).knownIssue();
  }

  /** The bounds of confidence on a component. */
  private record Bounds(RuleSession session, String on, Consumer<String> failed) {
    void check(String issue, List<BigDecimal> bounds, List<String> held, boolean diagnosed) {
      BigDecimal value =
          session.facts(Confidence.class).stream()
              .filter(c -> c.component().equals(on) && c.knownIssue().equals(issue))
              .map(Confidence::value)
              .findFirst()
              .orElse(BigDecimal.ZERO);
      String what = diagnosed ? "diagnosed" : "an open hypothesis";
      if (!held.contains(issue)) {
        failed.accept(issue + " is not " + what + " (confidence " + value + "); there are " + held);
      } else {
        within(issue + " has", value, bounds).ifPresent(failed);
      }
    }
  }

  /** Why a confidence is not within its bounds; empty when it is. */
  static Optional<String> within(String what, BigDecimal value, List<BigDecimal> bounds) {
    if (bounds.size() != 2) {
      return Optional.of(what + " no bounds; they read [least, most]");
    }
    return value.compareTo(bounds.get(0)) < 0 || value.compareTo(bounds.get(1)) > 0
        ? Optional.of(what + " confidence " + value + ", not within " + bounds)
        : Optional.empty();
  }

  /** The incident of a known issue on a component. */
  static Optional<Incident> incident(RuleSession session, String component, String knownIssue) {
    return session.states().stream()
        .filter(Incident.class::isInstance)
        .map(Incident.class::cast)
        .filter(i -> i.component().equals(component) && i.knownIssue().equals(knownIssue))
        .findFirst();
  }

  /** A time from the start, in milliseconds, in words. */
  static String words(long millis) {
    return millis % SECOND == 0 ? millis / SECOND + "s" : millis + "ms";
  }
}
