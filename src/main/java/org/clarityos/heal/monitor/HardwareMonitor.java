package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.clarityos.heal.fact.Sample;
import oshi.SystemInfo;
import oshi.hardware.Sensors;

/**
 * The monitor of the hardware: temperature sensors and the memory controllers' error counters,
 * where there are any.
 */
public final class HardwareMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private final Path controllers;

  /**
   * A monitor that reads memory controllers from a folder such as {@code
   * /sys/devices/system/edac/mc}.
   */
  public HardwareMonitor(Path controllers) {
    this.controllers = controllers;
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    Sensors sensors = new SystemInfo().getHardware().getSensors();
    boolean warm = sensors.getCpuTemperature() > 0;
    boolean counted = Files.isDirectory(controllers);
    if (warm) {
      watch.every(
          LOOK, "sensors", () -> say(watch, "hardware.temperature", sensors.getCpuTemperature()));
    }
    if (counted) {
      watch.every(
          LOOK,
          "memory controllers",
          () -> {
            say(watch, "hardware.memory.corrected", sum("ce_count"));
            say(watch, "hardware.memory.uncorrected", sum("ue_count"));
          });
    }
    if (!warm && !counted) {
      throw new CannotWatch(
          "this machine shows neither a temperature sensor nor memory controllers in "
              + controllers);
    }
  }

  private double sum(String counter) throws IOException {
    double sum = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(controllers, "mc[0-9]*")) {
      for (Path folder : folders) {
        sum += Double.parseDouble(Files.readString(folder.resolve(counter)).trim());
      }
    }
    return sum;
  }

  private static void say(Watch watch, String metric, double value) {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    watch.observe(new Sample(host, metric, value, watch.clock().millis(), "hardware"));
  }
}
