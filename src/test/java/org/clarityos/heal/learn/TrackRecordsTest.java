package org.clarityos.heal.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.TrackRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackRecordsTest {
  /** Values of the 20 % quantile of Beta(1 + s, 1 + f); with f = 0 it is 0.2^(1/(s + 1)). */
  @ParameterizedTest(name = "{0} successes and {1} failures bound the rate at {2}")
  @CsvSource({"0, 0, 0.200000", "30, 0, 0.949407", "40, 0, 0.961505", "0, 1, 0.105572"})
  void theBoundIsTheLowerEndOfTheInterval(int successes, int failures, String bound) {
    assertThat(TrackRecords.bound(successes, failures)).isEqualByComparingTo(bound);
  }

  @Test
  void drillsCountForAtMostFortyOutcomes() {
    TrackRecords records =
        new TrackRecords(List.of(new TrackRecords.Runs("mend", "service", 100, 0)), List.of());
    assertThat(records.after(outcome(Outcome.Result.STOPPED), "service").successes()).isEqualTo(40);
  }

  @Test
  void drillsThatAreScaledDownKeepTheirRateOfFailures() {
    TrackRecords records =
        new TrackRecords(List.of(new TrackRecords.Runs("mend", "service", 79, 1)), List.of());
    TrackRecord record = records.after(outcome(Outcome.Result.STOPPED), "service");
    assertThat(record.successes()).isEqualTo(39.5);
    assertThat(record.failures()).isEqualTo(0.5);
  }

  @Test
  void aFailureTakesConfidenceAway() {
    TrackRecords records =
        new TrackRecords(List.of(new TrackRecords.Runs("mend", "service", 40, 0)), List.of());
    TrackRecord before = records.after(outcome(Outcome.Result.STOPPED), "service");
    TrackRecord after = records.after(outcome(Outcome.Result.NOT_HEALED), "service");
    assertThat(after.lowerBound()).isLessThan(before.lowerBound());
  }

  private static Outcome outcome(Outcome.Result result) {
    return new Outcome("a/b/c/service:web", "1", 1, "mend", result, 0);
  }
}
