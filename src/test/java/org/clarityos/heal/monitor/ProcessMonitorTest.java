package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessMonitorTest {
  private final String mark = "clarity-test-" + UUID.randomUUID();
  private final Seen seen = new Seen();
  private final List<Process> started = new ArrayList<>();
  private final Watcher watcher =
      new Watcher(Sites.process(List.of(mark), Optional.empty()), Clock.systemUTC(), seen);

  private Process start() throws IOException {
    // The shell waits for a line: it ends with code 7 when told to.
    Process process = new ProcessBuilder("/bin/sh", "-c", "read line; exit 7", mark).start();
    started.add(process);
    return process;
  }

  private void watch() throws InterruptedException {
    watcher.start(List.of(new ProcessMonitor(new ProcessTable(Path.of("/proc")))));
  }

  private void await(ProcessState.Status status) throws InterruptedException {
    seen.await(ProcessState.class, state -> state.status() == status);
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @AfterEach
  void end() {
    watcher.close();
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void exitIsAnEventWithItsCode() throws Exception {
    assumeTrue(processEvents(), "the kernel's process events need CAP_NET_ADMIN");
    Process process = start();
    watch();
    await(ProcessState.Status.RUNNING);

    long told = System.currentTimeMillis();
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();

    ProcessExited exited = seen.await(ProcessExited.class, event -> true);
    assertThat(exited.exitCode()).isEqualTo(7);
    assertThat(exited.signal()).isZero();
    assertThat(exited.at() - told).isLessThan(200);
    await(ProcessState.Status.CRASHED);
  }

  @Test
  void killedProcessCrashedAndOneAskedToEndEnded() throws Exception {
    assumeTrue(processEvents(), "the kernel's process events need CAP_NET_ADMIN");
    Process killed = start();
    watch();
    await(ProcessState.Status.RUNNING);
    signal(killed, "KILL");
    await(ProcessState.Status.CRASHED);
    assertThat(seen.await(ProcessExited.class, event -> true).signal()).isEqualTo(9);

    Process asked = start();
    seen.await(
        ProcessState.class,
        state ->
            state.status() == ProcessState.Status.RUNNING
                && seen.all(ProcessState.class).indexOf(state) > 1);
    signal(asked, "TERM");
    await(ProcessState.Status.ENDED);
  }

  @Test
  void stoppedProcessIsPausedUntilItGoesOn() throws Exception {
    Process process = start();
    watch();
    await(ProcessState.Status.RUNNING);
    signal(process, "STOP");
    await(ProcessState.Status.PAUSED);
    signal(process, "CONT");
    seen.await(
        ProcessState.class,
        state ->
            state.status() == ProcessState.Status.RUNNING
                && seen.all(ProcessState.class).indexOf(state) == 2);
  }

  @Test
  void processThatWasNeverThereIsGone() throws Exception {
    watch();
    await(ProcessState.Status.GONE);
  }

  @Test
  void useIsMeasured() throws Exception {
    start();
    watch();
    assertThat(seen.await(Sample.class, s -> s.metric().equals("process.rss")).value())
        .isGreaterThan(100_000);
    assertThat(seen.await(Sample.class, s -> s.metric().equals("process.descriptors")).value())
        .isBetween(0.0, 0.5);
  }

  @Test
  void endIsSeenWithoutTheRightToReadProcessEvents() throws Exception {
    Process process = start();
    Thread waiting =
        new Thread(
            () -> {
              try {
                ExitWait.await(process.pid());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    process.destroyForcibly();
    waiting.join(5000);
    assertThat(waiting.isAlive()).isFalse();
  }

  private static boolean processEvents() {
    try (ProcessExits exits = new ProcessExits()) {
      return true;
    } catch (CannotWatch e) {
      return false;
    }
  }
}
