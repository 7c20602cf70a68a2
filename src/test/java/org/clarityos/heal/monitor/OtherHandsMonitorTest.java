package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.host.ProcessTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherHandsMonitorTest {
  @TempDir private Path folder;

  @Test
  void aProcessOfAnotherUserThatCallsItselfSoHoldsNothingBack() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "being another user needs root");
    Process pretender =
        new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "bash",
                "-c",
                "exec -a salt-call sleep 60")
            .start();
    Process run = new ProcessBuilder("bash", "-c", "exec -a cf-agent sleep 60").start();
    Seen seen = new Seen();
    try (Watcher watcher = watcher(seen)) {
      // The pretender is the older one, and would be named.
      seen.await(OtherHands.class, hands -> hands.by().startsWith("process " + run.pid() + ": "));
      assertThat(seen.all(OtherHands.class))
          .noneMatch(hands -> hands.by().startsWith("process " + pretender.pid() + ": "));
    } finally {
      pretender.destroyForcibly();
      run.destroyForcibly();
    }
  }

  private static Watcher watcher(Seen seen) {
    Watcher watcher =
        new Watcher(Sites.process(List.of("none"), Optional.empty()), Clock.systemUTC(), seen);
    watcher.start(
        List.of(
            new OtherHandsMonitor(
                Path.of("/proc/locks"), List.of(), new ProcessTable(Path.of("/proc")))));
    return watcher;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "salt-call",
        "puppet agent: applying configuration",
        "/usr/bin/ansible-playbook",
        "chef-client worker: ppid=7;start=12:00",
      })
  void aRunOfConfigurationManagementIsSeenWhileItLasts(String name) throws Exception {
    Process run =
        new ProcessBuilder("bash", "-c", "exec -a \"$0\" sleep 60", name)
            .directory(folder.toFile())
            .start();
    Seen seen = new Seen();
    try (Watcher watcher = watcher(seen)) {
      OtherHands at =
          seen.await(
              OtherHands.class, hands -> hands.by().startsWith("process " + run.pid() + ": "));
      assertThat(at.component()).isEqualTo("t/s/h");
      assertThat(at.kind()).isEqualTo("configuration-management");
      run.destroy();
      run.waitFor();
      seen.await(OtherHands.class, hands -> hands.by().isEmpty());
    } finally {
      run.destroyForcibly();
    }
  }
}
