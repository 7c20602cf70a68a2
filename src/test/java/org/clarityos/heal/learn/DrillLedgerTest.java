package org.clarityos.heal.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillLedgerTest {
  private static final Map<String, String> VERSIONS = Map.of("start-process", "1.0.0+aaaa");
  @TempDir private Path folder;

  @Test
  void onlyWhatTheProberConfirmsIsASuccess() throws Exception {
    assertThat(
            read(
                run(true, "1.0.0+aaaa", "HEALED"),
                run(true, "1.0.0+aaaa", "HEALED"),
                run(false, "1.0.0+aaaa", "HEALED"),
                run(true, "1.0.0+aaaa", "NOT_HEALED")))
        .containsExactly(new TrackRecords.Runs("start-process", "service", 2, 2));
  }

  @Test
  void runsOfAnotherVersionSayNothing() throws Exception {
    assertThat(read(run(true, "1.0.0+bbbb", "HEALED"), run(true, "", "HEALED"))).isEmpty();
  }

  @Test
  void planForAnotherIssueThanTheDrillsSaysNothingAboutItsPlaybook() throws Exception {
    String wrong =
        run(true, "1.0.0+aaaa", "NOT_HEALED").replace("issue\":\"process-", "issue\":\"");
    assertThat(read(wrong)).isEmpty();
  }

  @Test
  void planThatWasStoppedSaysNothingAboutItsPlaybook() throws Exception {
    assertThat(read(run(true, "1.0.0+aaaa", "STOPPED")))
        .containsExactly(new TrackRecords.Runs("start-process", "service", 0, 0));
  }

  @Test
  void ledgerThatIsNotThereHoldsNothing() throws Exception {
    assertThat(DrillLedger.read(folder.resolve("none.jsonl"), VERSIONS)).isEmpty();
  }

  private List<TrackRecords.Runs> read(String... lines) throws Exception {
    return DrillLedger.read(Files.write(folder.resolve("ledger.jsonl"), List.of(lines)), VERSIONS);
  }

  private static String run(boolean healed, String version, String result) {
    return """
        {"drill":"crash","issue":"process-crashed","healed":%s,"plans":[{"knownIssue":"process-crashed","playbook":"start-process","version":"%s",\
        "kind":"service","result":"%s"}]}"""
        .formatted(healed, version, result)
        .replace("\n", "");
  }
}
