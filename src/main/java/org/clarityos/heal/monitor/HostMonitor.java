package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.clarityos.heal.fact.Sample;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/**
 * The monitor of the host's performance: processor, load, memory and pressure stall information.
 */
public final class HostMonitor implements Monitor {
  private static final String SOURCE = "host";
  private static final Duration LOOK = Duration.ofSeconds(2);
  private final Path pressure;
  private long[] ticks = new long[0];

  /** A monitor that reads pressure from a folder such as {@code /proc/pressure}. */
  public HostMonitor(Path pressure) {
    this.pressure = pressure;
  }

  @Override
  public void start(Watch watch) {
    CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
    GlobalMemory memory = new SystemInfo().getHardware().getMemory();
    watch.every(LOOK, "host", () -> look(watch, processor, memory));
  }

  private void look(Watch watch, CentralProcessor processor, GlobalMemory memory)
      throws IOException {
    long[] now = processor.getSystemCpuLoadTicks();
    if (ticks.length > 0) {
      say(watch, "host.cpu", processor.getSystemCpuLoadBetweenTicks(ticks));
    }
    ticks = now;
    say(watch, "host.load", processor.getSystemLoadAverage(1)[0]);
    say(
        watch,
        "host.memory.used",
        1 - (double) memory.getAvailable() / Math.max(1, memory.getTotal()));
    for (String kind : new String[] {"cpu", "memory", "io"}) {
      Path file = pressure.resolve(kind);
      if (Files.exists(file)) {
        String some = Files.readAllLines(file).get(0).replaceAll(".*avg10=([0-9.]+).*", "$1");
        say(watch, "host.pressure." + kind, Double.parseDouble(some) / 100);
      }
    }
  }

  private static void say(Watch watch, String metric, double value) {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    watch.observe(new Sample(host, metric, value, watch.clock().millis(), SOURCE));
  }
}
