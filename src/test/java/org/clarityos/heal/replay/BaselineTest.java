package org.clarityos.heal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Diagnosis;
import org.clarityos.heal.fact.Symptom;
import org.clarityos.heal.journal.JournalBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped packs on recordings of healthy hosts: nothing may be ill that is not. */
class BaselineTest {
  /** Symptoms that tell what there is, and not that it is ill. */
  private static final Set<String> INVENTORY = Set.of("undeclared-listener");

  static List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("rules/baseline"))) {
      return files.filter(file -> file.toString().endsWith(Recording.ENDING)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void nothingFiresOnAHealthyHost(Path file) throws Exception {
    List<Object> ill = new ArrayList<>();
    long batches = 0;
    try (Recording recording = Recording.open(file);
        Rerun rerun = new Rerun(Packs.shipped())) {
      for (Optional<JournalBatch> batch = recording.next();
          batch.isPresent();
          batch = recording.next()) {
        Rerun.Step step = rerun.run(batch.get());
        step.result().appeared().stream().filter(BaselineTest::tellsOfIllness).forEach(ill::add);
        ill.addAll(step.result().states());
        batches++;
      }
    }
    assertThat(ill).isEmpty();
    assertThat(batches).isGreaterThan(600);
  }

  private static boolean tellsOfIllness(Derived fact) {
    return fact instanceof Diagnosis
        || (fact instanceof Symptom symptom && !INVENTORY.contains(symptom.name()));
  }
}
