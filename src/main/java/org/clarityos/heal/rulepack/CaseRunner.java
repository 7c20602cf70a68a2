package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.replay.Recording;
import org.clarityos.heal.replay.RecordingInvalid;
import org.clarityos.heal.replay.Rerun;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;

/** The runner of cases: each in a session of its own over some packs, on a virtual clock that ticks once a second. */
public final class CaseRunner {
  /** The ending of files that hold cases; before it stands the known issue's id. */
  public static final String ENDING = ".cases.yaml";

  private static final long SECOND = 1000;

  private final RuleBase base;
  private final CaseOffers offers;
  private final Observer observer;

  /** Somebody who looks on while a case runs. */
  interface Observer {
    /** Is given a session after each of its batches. */
    void after(RuleSession session, long at);
  }

  /** A runner over some packs; {@code offers} makes what a case's plans need. */
  CaseRunner(RuleBase base, CaseOffers offers, Observer observer) {
    this.base = base;
    this.offers = offers;
    this.observer = observer;
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
  CaseResult run(Case story) {
    CaseCheck check = new CaseCheck(base, story);
    Set<String> fired = new TreeSet<>();
    try {
      if (story.recording() == null) {
        play(story, check, fired);
      } else {
        replay(story, story.recording(), check, fired);
      }
    } catch (RecordingInvalid e) {
      check.fail("/recording", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      check.fail("", String.valueOf(e.getMessage()));
    }
    return new CaseResult(check.failures(), fired);
  }

  private void play(Case story, CaseCheck check, Set<String> fired) {
    TreeMap<Long, List<Fact>> given = CaseFacts.of(story);
    List<Fact> first = given.computeIfAbsent(CaseFacts.START, at -> new ArrayList<>());
    first.addAll(declared(story, given));
    first.addAll(0, base.issues());
    TreeSet<Long> times = new TreeSet<>(given.keySet());
    times.addAll(check.times(CaseFacts.START));
    for (long tick = CaseFacts.START; tick < times.last(); tick += SECOND) {
      times.add(tick);
    }
    try (RuleSession session = new RuleSession(base)) {
      long sequence = 0;
      for (long at : times) {
        List<Fact> facts =
            given.getOrDefault(at, List.of()).stream().map(fact -> named(fact, session)).toList();
        sequence += Math.max(1, facts.size());
        took(session.run(sequence, at, facts), fired);
        observer.after(session, at);
        check.at(at - CaseFacts.START, session);
      }
    }
  }

  private List<State> declared(Case story, Map<Long, List<Fact>> given) {
    Case.Plans plans = story.plans();
    return plans == null
        ? List.of()
        : offers.of(
            plans,
            given.values().stream()
                .flatMap(List::stream)
                .filter(ComponentInfo.class::isInstance)
                .map(ComponentInfo.class::cast)
                .toList());
  }

  /** An answer to an incident that a case names by its known issue: the id is only known when it is there. */
  private static Fact named(Fact fact, RuleSession session) {
    if (fact instanceof Approval a) {
      String incident = incident(session, a.component(), a.incident());
      return a.to(incident);
    }
    if (fact instanceof Outcome o) {
      String incident = incident(session, o.component(), o.incident());
      return new Outcome(o.component(), incident, o.attempt(), o.playbook(), o.result(), o.at());
    }
    return fact;
  }

  private static String incident(RuleSession session, String component, String knownIssue) {
    return CaseCheck.incident(session, component, knownIssue).map(Incident::id).orElse(knownIssue);
  }

  private void replay(Case story, Path file, CaseCheck check, Set<String> fired)
      throws RecordingInvalid {
    if (!story.given().isEmpty() || story.plans() != null) {
      throw new IllegalArgumentException(
          "a case is given facts and plans, or a recording, which holds its own; not both");
    }
    try (Recording recording = Recording.open(file);
        Rerun rerun = new Rerun(base)) {
      long start = -1;
      long last = 0;
      TreeSet<Long> waiting = new TreeSet<>(check.times(0));
      for (Optional<JournalBatch> next = recording.next(); next.isPresent(); ) {
        JournalBatch batch = next.get();
        start = start < 0 ? batch.at() : start;
        checkBefore(batch.at() - start, waiting, check, rerun.session());
        took(rerun.run(batch).result(), fired);
        last = batch.at() - start;
        next = recording.next();
      }
      checkBefore(last + 1, waiting, check, rerun.session());
      for (long late : waiting) {
        check.fail(late, "the recording ends before, at " + CaseCheck.words(last));
      }
    }
  }

  /** Looks at what a session holds at the times that have passed when the next batch comes. */
  private static void checkBefore(
      long next, TreeSet<Long> waiting, CaseCheck check, @Nullable RuleSession session) {
    while (session != null && !waiting.isEmpty() && waiting.first() < next) {
      check.at(waiting.pollFirst(), session);
    }
  }

  private static void took(BatchResult result, Set<String> fired) {
    result.firings().forEach(firing -> fired.add(firing.rule().id()));
  }
}
