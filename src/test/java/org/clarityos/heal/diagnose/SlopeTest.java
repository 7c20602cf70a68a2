package org.clarityos.heal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.clarityos.heal.fact.Sample;
import org.junit.jupiter.api.Test;

class SlopeTest {
  private static Sample sample(long seconds, double value) {
    return new Sample("c", "m", value, 1_700_000_000_000L + seconds * 1000, "test");
  }

  @Test
  void aStraightLineHasItsRiseASecond() {
    assertThat(Slope.of(List.of(sample(0, 1), sample(2, 2), sample(10, 6))))
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void noiseAroundALevelHasHardlyAnySlope() {
    assertThat(Slope.of(List.of(sample(0, 5), sample(1, 6), sample(2, 6), sample(3, 5)))).isZero();
  }

  @Test
  void oneMomentHasNoTrend() {
    assertThat(Slope.of(List.of())).isZero();
    assertThat(Slope.of(List.of(sample(3, 1)))).isZero();
    assertThat(Slope.of(List.of(sample(3, 1), sample(3, 9)))).isZero();
  }

  @Test
  void theOrderInWhichSamplesComeAndGoDoesNotMatterToTheLastBit() {
    Random random = new Random(7);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      samples.add(sample(i, random.nextDouble()));
    }
    double once = Slope.of(samples);
    Slope slope = new Slope();
    Slope.Gathered gathered = slope.createContext();
    slope.accumulate(gathered, sample(-100, 77));
    Collections.shuffle(samples, random);
    samples.forEach(sample -> slope.accumulate(gathered, sample));
    slope.reverse(gathered, sample(-100, 77));
    assertThat(slope.getResult(gathered)).isEqualTo(once);
  }
}
