package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.clarityos.heal.fact.SpaceState;
import org.clarityos.heal.inventory.InventoryLoader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fits where executions keep copies, with files that have no end and take no space themselves. */
class SpaceMonitorTest {
  private static final long FOUR_TERABYTES = 1L << 42;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} has 4 TB: enough space for it: {1}")
  @CsvSource({"data, false", "web.conf, false", "web.log, true"})
  void whatAPlanWouldKeepACopyOfHasToFit(String huge, boolean enough) throws Exception {
    for (String file : List.of("data", "web.conf", "web.log")) {
      Files.writeString(folder.resolve(file), "x");
    }
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(huge).toFile(), "rw")) {
      file.setLength(FOUR_TERABYTES);
    }
    Path inventory =
        Files.writeString(
            folder.resolve("clarity.yaml"),
            """
            tenant: t
            site: s
            host: h
            components:
              - id: service:app
                data: [data, not-there]
                configuration: [{path: web.conf}]
                logs: [{path: web.log}]
            """);
    Seen seen = new Seen();
    try (Watcher watcher = new Watcher(InventoryLoader.load(inventory), Clock.systemUTC(), seen)) {
      watcher.start(List.of(new SpaceMonitor(folder.resolve("executions"))));
      SpaceState state = seen.await(SpaceState.class, space -> true);
      assertThat(state.component()).isEqualTo("t/s/h/service:app");
      assertThat(state.enough()).isEqualTo(enough);
    }
  }
}
