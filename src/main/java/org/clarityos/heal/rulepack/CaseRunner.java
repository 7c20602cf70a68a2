package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Confidence;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Hypothesis;
import org.clarityos.heal.fact.Inhibition;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Symptom;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/** The runner of cases: each in a session of its own over all packs together, on a virtual clock that ticks once a second. */
public final class CaseRunner {
  /** The ending of files that hold cases; before it stands the known issue's id. */
  public static final String ENDING = ".cases.yaml";

  private static final long SECOND = 1000;

  private final RuleSession session;
  private final Case story;
  private final Set<String> issues;
  private final List<String> failures = new ArrayList<>();
  private final Set<String> fired = new TreeSet<>();

  private CaseRunner(RuleBase base, RuleSession session, Case story) {
    this.issues = base.issues().stream().map(KnownIssue::id).collect(Collectors.toSet());
    this.session = session;
    this.story = story;
  }

  /**
   * The cases of a file.
   *
   * @throws YamlInvalid when the file does not hold a list of cases
   */
  public static List<Case> read(Path file) throws YamlInvalid {
    return List.of(StrictYaml.read(file, Case[].class));
  }

  /** Runs a case. */
  public static CaseResult run(RuleBase base, Case story) {
    try (RuleSession session = new RuleSession(base)) {
      CaseRunner runner = new CaseRunner(base, session, story);
      runner.play(base, CaseFacts.of(story));
      return new CaseResult(runner.failures, runner.fired);
    } catch (IllegalArgumentException e) {
      return new CaseResult(List.of(String.valueOf(e.getMessage())), Set.of());
    }
  }

  private void play(RuleBase base, TreeMap<Long, List<Fact>> given) {
    given.computeIfAbsent(CaseFacts.START, at -> new ArrayList<>()).addAll(0, base.issues());
    TreeSet<Long> times = new TreeSet<>(given.keySet());
    story.then().forEach(expected -> times.add(time(expected)));
    for (long tick = CaseFacts.START; tick < times.last(); tick += SECOND) {
      times.add(tick);
    }
    long sequence = 0;
    for (long at : times) {
      List<Fact> facts = given.getOrDefault(at, List.of());
      sequence += Math.max(1, facts.size());
      session.run(sequence, at, facts).firings().forEach(firing -> fired.add(firing.rule().id()));
      story.then().stream().filter(expected -> time(expected) == at).forEach(this::check);
    }
  }

  private static long time(Case.Expected expected) {
    return CaseFacts.START + expected.at().toMillis();
  }

  private void check(Case.Expected expected) {
    String on = CaseFacts.id(expected.on().isEmpty() ? story.on() : expected.on());
    List<String> symptoms =
        session.facts(Symptom.class).stream()
            .filter(symptom -> symptom.component().equals(on))
            .map(Symptom::name)
            .toList();
    List<String> diagnoses =
        session.facts(Diagnosis.class).stream()
            .filter(diagnosis -> diagnosis.component().equals(on))
            .map(Diagnosis::knownIssue)
            .toList();
    expected.symptoms().stream()
        .filter(name -> !symptoms.contains(name))
        .forEach(
            name -> fail(expected, "symptom " + name + " does not hold; holding are " + symptoms));
    expected.not().stream()
        .filter(name -> (issues.contains(name) ? diagnoses : symptoms).contains(name))
        .forEach(name -> fail(expected, name + " holds and must not"));
    bounds(expected, expected.diagnoses(), on, diagnoses, "diagnosed");
    List<String> open =
        session.facts(Hypothesis.class).stream()
            .filter(hypothesis -> hypothesis.component().equals(on))
            .map(Hypothesis::knownIssue)
            .filter(issue -> !diagnoses.contains(issue))
            .toList();
    bounds(expected, expected.hypotheses(), on, open, "an open hypothesis");
    boolean inhibited =
        session.facts(Inhibition.class).stream().anyMatch(i -> i.component().equals(on));
    if (inhibited != expected.inhibited()) {
      fail(expected, inhibited ? "the component is inhibited" : "the component is not inhibited");
    }
  }

  private void bounds(
      Case.Expected expected,
      Map<String, List<BigDecimal>> wanted,
      String on,
      List<String> held,
      String what) {
    wanted.forEach(
        (issue, bounds) -> {
          BigDecimal value = confidence(on, issue);
          if (!held.contains(issue)) {
            fail(
                expected,
                issue + " is not " + what + " (confidence " + value + "); there are " + held);
          } else if (bounds.size() != 2) {
            fail(expected, issue + " needs its bounds as [least, most]");
          } else if (value.compareTo(bounds.get(0)) < 0 || value.compareTo(bounds.get(1)) > 0) {
            fail(expected, issue + " has confidence " + value + ", not within " + bounds);
          }
        });
  }

  private BigDecimal confidence(String on, String issue) {
    return session.facts(Confidence.class).stream()
        .filter(c -> c.component().equals(on) && c.knownIssue().equals(issue))
        .map(Confidence::value)
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  private void fail(Case.Expected expected, String message) {
    failures.add("at " + words(expected.at()) + ": " + message);
  }

  private static String words(Duration time) {
    return time.toMillis() % SECOND == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
