package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Drill DRILL =
      new Drill(
          "crash", "process-crashed", Part.APP, "kill", Drill.Expect.HEALED, Duration.ofSeconds(5));

  @Test
  void everyRunThatRanIsALine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("drills/ledger.jsonl");
    Ledger ledger = new Ledger(file);
    ledger.append(result(Result.Verdict.PASSED, "HEALED"));
    ledger.append(result(Result.Verdict.PASSED, "HEALED"));
    ledger.append(result(Result.Verdict.FAILED, "HEALED"));
    ledger.append(Result.skipped(DRILL, "no redis"));
    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .allMatch(line -> line.contains("\"version\":\"1.0.0+0123abcd\""));
  }

  private static Result result(Result.Verdict verdict, String outcome) {
    var plans =
        List.of(
            new Result.Plan(
                "process-crashed", "start-process", "1.0.0+0123abcd", "service", outcome));
    return new Result(DRILL, 1, verdict, Result.Times.NONE, List.of(), 3, plans, "");
  }
}
