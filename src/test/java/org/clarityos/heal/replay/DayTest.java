package org.clarityos.heal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.clarityos.heal.diagnose.Packs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site of 100 components through two runs; {@code -Dday.hours=24 -Dday.file=…} leaves a whole day for measurements. */
class DayTest {
  private static final int EVERY_SECONDS = Integer.getInteger("day.every", 10);

  @Test
  void aSiteOfAHundredComponentsComesToTheSameTwice(@TempDir Path folder) throws Exception {
    int hours = Integer.getInteger("day.hours", 1);
    String kept = System.getProperty("day.file");
    Path file = kept == null ? folder.resolve("day" + Recording.ENDING) : Path.of(kept);
    Day.write(file, hours, EVERY_SECONDS);
    if (kept != null) {
      return;
    }
    try (Recording recording = Recording.open(file)) {
      Report report = Backtest.run(recording, Packs.shipped(), Packs.shipped());
      assertThat(report.same()).isTrue();
      assertThat(report.batches()).isEqualTo(hours * 3600L);
      assertThat(report.a()).isEqualTo(report.b());
      int illnesses = hours * 3600 / Day.ILLNESS_SECONDS;
      assertThat(report.a().diagnoses()).isGreaterThanOrEqualTo(illnesses);
      assertThat(report.a().decisions()).isGreaterThanOrEqualTo(illnesses);
    }
  }
}
