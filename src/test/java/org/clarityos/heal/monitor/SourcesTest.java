package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.fact.InterfaceState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are files of the kernel, read from copies of their form. */
class SourcesTest {
  @TempDir private Path folder;
  private final Seen seen = new Seen();
  private Watcher watcher = watcher("interface:eth0");

  private Watcher watcher(String id) {
    Component component =
        new Component(
            id,
            "generic",
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Component.Policy.DEFAULT,
            Allowance.NONE);
    return new Watcher(Sites.of(component), Clock.systemUTC(), seen);
  }

  @BeforeEach
  void folders() throws Exception {
    Files.createDirectories(folder.resolve("eth0"));
    Files.createDirectories(folder.resolve("mc0"));
  }

  @AfterEach
  void end() {
    watcher.close();
  }

  @Test
  void interfaceThatGoesDownIsSeen() throws Exception {
    Path state = Files.writeString(folder.resolve("eth0/operstate"), "up\n");
    watcher.start(List.of(new NetworkMonitor(folder)));
    seen.await(InterfaceState.class, InterfaceState::up);
    Files.writeString(state, "down\n");
    seen.await(InterfaceState.class, is -> !is.up());
  }

  @Test
  void errorsOfMemoryControllersAreCounted() throws Exception {
    Files.writeString(folder.resolve("mc0/ce_count"), "3\n");
    Files.writeString(folder.resolve("mc0/ue_count"), "1\n");
    watcher.start(List.of(new HardwareMonitor(folder)));
    Sample corrected =
        seen.await(Sample.class, s -> s.metric().equals("hardware.memory.corrected"));
    assertThat(corrected.value()).isEqualTo(3);
    Sample lost = seen.await(Sample.class, s -> s.metric().equals("hardware.memory.uncorrected"));
    assertThat(lost.value()).isEqualTo(1);
  }

  @Test
  void pressureIsAShareOfTheTime() throws Exception {
    Files.writeString(
        folder.resolve("io"), "some avg10=12.50 avg60=1.00 avg300=0.10 total=1\nfull avg10=9.00\n");
    watcher.start(List.of(new HostMonitor(folder)));
    Sample io = seen.await(Sample.class, s -> s.metric().equals("host.pressure.io"));
    assertThat(io.value()).isEqualTo(0.125);
  }
}
