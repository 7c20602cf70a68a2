package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.clarityos.heal.fact.ConfigChanged;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.ConfigState.Status;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.FileLastGood;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.inventory.Component.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationMonitorTest {
  @TempDir Path folder;
  private final Seen seen = new Seen();
  private Path file;
  private FileLastGood lastGood;
  private Watcher watcher;

  @BeforeEach
  void watch() throws Exception {
    file = Files.writeString(folder.resolve("app.json"), "{\"port\": 80}");
    lastGood = new FileLastGood(folder.resolve("last-good"));
    watcher =
        new Watcher(
            Sites.configuration(new Configuration(file, List.of(), "json")),
            Clock.systemUTC(),
            seen);
    watcher.start(
        List.of(
            new ConfigurationMonitor(
                new ConfigurationCheck(new LocalCommands()), lastGood, Duration.ofMillis(600))));
    await(Status.GOOD, 0);
  }

  @AfterEach
  void end() {
    watcher.close();
  }

  private void await(Status status, int position) throws InterruptedException {
    seen.await(
        ConfigState.class,
        state ->
            state.status() == status && seen.all(ConfigState.class).indexOf(state) == position);
  }

  @Test
  void validFileIsAdoptedAtFirstSight() throws Exception {
    assertThat(lastGood.read(Sites.APP, file)).hasValue("{\"port\": 80}".getBytes());
  }

  @Test
  void legitimateEditIsAdoptedAfterItsComponentWasWellForTheWindow() throws Exception {
    Files.writeString(file, "{\"port\": 8080}");
    await(Status.CHANGED, 1);
    await(Status.GOOD, 2);
    assertThat(lastGood.read(Sites.APP, file)).hasValue("{\"port\": 8080}".getBytes());
    assertThat(seen.all(ConfigChanged.class)).hasSize(1);
    var states = seen.all(ConfigState.class);
    assertThat(states.get(2).since() - states.get(1).since()).isGreaterThanOrEqualTo(600);
  }

  @Test
  void brokenFileIsInvalidAndNeverAdopted() throws Exception {
    Files.writeString(file, "{\"port\": ");
    await(Status.INVALID, 1);
    Files.writeString(file, "{\"port\": 80}");
    await(Status.GOOD, 2);
    assertThat(lastGood.read(Sites.APP, file)).hasValue("{\"port\": 80}".getBytes());
  }

  @Test
  void fileThatIsGoneIsMissing() throws Exception {
    Files.delete(file);
    await(Status.MISSING, 1);
    assertThat(seen.all(ConfigChanged.class).get(0).hash()).isEmpty();
  }
}
