package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Symptom;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.replay.Recording;
import org.clarityos.heal.replay.RecordingInvalid;
import org.clarityos.heal.replay.Rerun;

/** The recordings of healthy hosts beside the packs: nothing may be ill on them. */
final class Baseline {
  /** The folder of the recordings; what cases of a known issue have its id for, they have this for. */
  static final String NAME = "baseline";

  /** Symptoms that tell what there is, and not that it is ill. */
  private static final Set<String> INVENTORY = Set.of("undeclared-listener");

  /** So many things that are ill are told of a recording. */
  private static final int MOST = 10;

  private Baseline() {}

  /** The recordings beside some packs, in order; none when there are none. */
  static List<Path> recordings(Path rules) throws IOException {
    Path folder = rules.resolve(NAME);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(Recording.ENDING)).sorted().toList();
    }
  }

  /** Runs some packs over a recording; every diagnosis, symptom, incident and decision is a failure. */
  static CaseResult run(RuleBase base, Path file) {
    List<CaseResult.Failure> failures = new ArrayList<>();
    Set<String> fired = new TreeSet<>();
    try (Recording recording = Recording.open(file);
        Rerun rerun = new Rerun(base)) {
      long start = recording.header().from().toEpochMilli();
      for (Optional<JournalBatch> next = recording.next();
          next.isPresent() && failures.size() < MOST;
          next = recording.next()) {
        BatchResult result = rerun.run(next.get()).result();
        result.firings().forEach(firing -> fired.add(firing.rule().id()));
        String at = "at " + CaseCheck.words(Math.max(0, next.get().at() - start)) + ": ";
        List<Fact> ill = new ArrayList<>(result.appeared().stream().filter(Baseline::ill).toList());
        ill.addAll(result.states());
        ill.forEach(
            fact -> failures.add(new CaseResult.Failure("", at + "nothing is ill, but " + fact)));
      }
    } catch (RecordingInvalid e) {
      failures.add(new CaseResult.Failure("", String.valueOf(e.getMessage())));
    }
    return new CaseResult(failures, fired);
  }

  private static boolean ill(Derived fact) {
    return fact instanceof Diagnosis
        || (fact instanceof Symptom symptom && !INVENTORY.contains(symptom.name()));
  }
}
