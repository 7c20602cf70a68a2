package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.clarityos.heal.fact.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Confidence in exact decimals. */
class NoisyOrTest {
  private static Evidence evidence(String group, String weight) {
    return Evidence.of("issue", Story.WEB, group, weight);
  }

  @ParameterizedTest(name = "{0} and {1} make {2}")
  @CsvSource({"0.5, 0.39, 0.695", "0.5, 0.4, 0.70", "0.9, 0.99, 0.999", "0, 0, 0"})
  void twoGroupsMakeExactlySoMuch(String one, String other, BigDecimal confidence) {
    assertThat(NoisyOr.of(List.of(evidence("a", one), evidence("b", other))))
        .isEqualByComparingTo(confidence);
  }

  @Test
  void theStrongestOfAGroupCountsAndWhatContradictsInhibits() {
    assertThat(
            NoisyOr.of(
                List.of(
                    evidence("a", "0.6"),
                    evidence("a", "0.8"),
                    Evidence.against("issue", Story.WEB, "c", "0.25"))))
        .isEqualByComparingTo("0.6");
  }

  @Test
  void evidenceThatIsTakenBackLeavesExactlyWhatARecomputationGives() {
    Random random = new Random(1);
    NoisyOr function = new NoisyOr();
    for (int tries = 0; tries < 2000; tries++) {
      NoisyOr.Gathered gathered = function.createContext();
      List<Evidence> stay = new ArrayList<>();
      List<Evidence> leave = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Evidence e = evidence("g" + random.nextInt(4), "0." + (1 + random.nextInt(998)));
        (random.nextBoolean() ? stay : leave).add(e);
        function.accumulate(gathered, e);
      }
      leave.forEach(e -> function.reverse(gathered, e));
      assertThat(function.getResult(gathered)).as("try %d", tries).isEqualTo(NoisyOr.of(stay));
    }
  }
}
