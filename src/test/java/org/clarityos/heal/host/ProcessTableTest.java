package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
  @TempDir Path folder;
  private final String mark = "clarity-test-" + UUID.randomUUID();
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private long main;

  private ProcessSpec spec(Optional<Path> pidFile) {
    return new ProcessSpec(
        List.of(),
        List.of(),
        List.of(),
        "",
        Path.of("/"),
        Map.of(),
        Optional.empty(),
        pidFile,
        List.of(mark),
        Duration.ofSeconds(1));
  }

  /** A main process with one worker that has the same command line, as preforking servers have. */
  private void start() throws Exception {
    main =
        new LocalCommands()
            .launch(
                new CommandRunner.Command(
                    List.of("/bin/sh", "-c", "(sleep 60; true) & wait", mark),
                    "",
                    Path.of("/"),
                    Map.of(),
                    Optional.empty(),
                    Duration.ofSeconds(1)));
    await(() -> table.all(spec(Optional.empty())).size() >= 3);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within five seconds").isLessThan(deadline);
    }
  }

  @AfterEach
  void end() {
    table
        .all(spec(Optional.empty()))
        .forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));
  }

  @Test
  void topmostProcessIsTheMainOne() throws Exception {
    start();
    assertThat(table.main(spec(Optional.empty()))).map(ProcessInfo::pid).hasValue(main);
  }

  @Test
  void whatAnEndedMainProcessLeftBehindIsTheComponentsButNotItsMainProcess() throws Exception {
    start();
    assertThat(table.main(spec(Optional.empty()))).isPresent();
    ProcessHandle.of(main).orElseThrow().destroyForcibly();
    await(() -> table.main(spec(Optional.empty())).isEmpty());
    assertThat(table.all(spec(Optional.empty()))).hasSize(2);
  }

  @Test
  void pidFileOfAnInnocentProcessIsStale() throws Exception {
    start();
    Path file = folder.resolve("app.pid");
    assertThat(table.pidFile(spec(Optional.of(file)))).isEqualTo(PidFileState.Status.ABSENT);
    Files.writeString(file, main + "\n");
    assertThat(table.pidFile(spec(Optional.of(file)))).isEqualTo(PidFileState.Status.MATCHING);
    Files.writeString(file, ProcessHandle.current().pid() + "\n");
    assertThat(table.pidFile(spec(Optional.of(file)))).isEqualTo(PidFileState.Status.STALE);
    assertThat(table.all(spec(Optional.of(file))))
        .noneMatch(process -> process.pid() == ProcessHandle.current().pid());
  }

  @Test
  void listenerOfAnotherProcessIsForeign() throws Exception {
    start();
    int port;
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(table.owner(port, spec(Optional.empty()))).isEqualTo(ListenerState.Owner.FOREIGN);
      assertThat(table.listener(port))
          .map(ProcessInfo::pid)
          .hasValue(ProcessHandle.current().pid());
    }
    assertThat(table.owner(port, spec(Optional.empty()))).isEqualTo(ListenerState.Owner.NOBODY);
  }

  @Test
  void useCountsDescendants() throws Exception {
    start();
    ProcessUse use = table.use(main).orElseThrow();
    assertThat(use.threads()).isGreaterThanOrEqualTo(3);
    assertThat(use.descriptors()).isPositive();
    assertThat(use.descriptorRatio()).isBetween(0.0, 1.0);
  }
}
