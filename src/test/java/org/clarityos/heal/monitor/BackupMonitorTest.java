package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.clarityos.heal.fact.BackupState;
import org.clarityos.heal.inventory.InventoryLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupMonitorTest {
  private static final long WRITTEN = 1_700_000_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir private Path folder;

  private BackupState seen() throws Exception {
    Path inventory =
        Files.writeString(
            folder.resolve("clarity.yaml"),
            """
            tenant: acme
            site: fra1
            host: web-3
            components:
              - id: service:nginx
                policy:
                  backup: {file: backups, within: 2h, tested: tested, testedWithin: 3h}
            """);
    Seen seen = new Seen();
    try (Watcher watcher = new Watcher(InventoryLoader.load(inventory), Clock.systemUTC(), seen)) {
      watcher.start(List.of(new BackupMonitor()));
      return seen.await(BackupState.class, state -> true);
    }
  }

  private void written(String file, long at) throws Exception {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.setLastModifiedTime(Files.writeString(path, "x"), FileTime.fromMillis(at));
  }

  @Test
  void theNewestBackupOfAFolderAndTheLastTriedRestoreCount() throws Exception {
    written("backups/old.dump", WRITTEN - HOUR);
    written("backups/new.dump", WRITTEN);
    written("tested", WRITTEN - 1000);

    assertThat(seen())
        .isEqualTo(
            new BackupState(
                "acme/fra1/web-3/service:nginx",
                WRITTEN + 2 * HOUR,
                WRITTEN - 1000 + 3 * HOUR,
                "backup"));
  }

  @Test
  void aBackupThatIsNotThereWasNeverFresh() throws Exception {
    Files.createDirectories(folder.resolve("backups"));

    assertThat(seen()).isEqualTo(new BackupState("acme/fra1/web-3/service:nginx", 0, 0, "backup"));
  }
}
