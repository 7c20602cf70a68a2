package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.diagnose.Story.START;
import static org.clarityos.heal.diagnose.Story.WEB;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Symptom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session keeps of what no longer holds. */
class SessionMemoryTest {
  private static final int RULES = 10;
  private static final int ROUNDS = 1_500;

  /** What a match that is kept would take, of all rules in all rounds, is three times as much. */
  private static final long MOST_BYTES = 2 << 20;

  @TempDir private Path folder;

  private static String rule(int number) {
    return """
        rule "symptom %1$d"
        @id(memory-symptom-%1$d)
        ruleflow-group "symptom"
        when
          ProcessState(status == ProcessState.Status.CRASHED, $c: component)
        then
          insertLogical(new Symptom($c, "symptom-%1$d"));
        end
        """
        .formatted(number);
  }

  @Test
  void ofAStateThatNoLongerMatchesARuleOfOnePatternNothingIsKept() throws Exception {
    String rules =
        IntStream.range(0, RULES)
            .mapToObj(SessionMemoryTest::rule)
            .collect(Collectors.joining("\n"));
    RuleBase base =
        Packs.of(
            Map.of(
                "memory/pack.yaml",
                "id: memory\nversion: 1.0.0\n",
                "memory/memory.drl",
                "package org.clarityos.heal.rules.memory;\nimport org.clarityos.heal.fact.*;\n\n"
                    + rules),
            folder);
    try (RuleSession session = new RuleSession(base)) {
      rounds(session, 0);
      long before = heap();
      rounds(session, 2 * ROUNDS);
      assertThat(heap() - before).isLessThan(MOST_BYTES);
      assertThat(session.everything()).noneMatch(Symptom.class::isInstance);
    }
  }

  private static void rounds(RuleSession session, long from) {
    for (long round = from; round < from + 2 * ROUNDS; round += 2) {
      session.run(round + 1, START + round, state(ProcessState.Status.CRASHED, round));
      session.run(round + 2, START + round + 1, state(ProcessState.Status.RUNNING, round + 1));
    }
  }

  private static List<Fact> state(ProcessState.Status status, long at) {
    return List.of(new ProcessState(WEB, status, START + at, "process"));
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int time = 0; time < 3; time++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
