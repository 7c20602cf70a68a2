package org.clarityos.heal.monitor;

import java.time.Duration;
import org.clarityos.heal.fact.Sample;
import oshi.SystemInfo;
import oshi.hardware.Sensors;

/** The monitor of the hardware's sensors, where the machine has any. */
public final class HardwareMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(30);

  @Override
  public void start(Watch watch) throws CannotWatch {
    Sensors sensors = new SystemInfo().getHardware().getSensors();
    double first = sensors.getCpuTemperature();
    if (!(first > 0)) {
      throw new CannotWatch("this machine shows no temperature sensor");
    }
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    watch.every(
        LOOK,
        "sensors",
        () ->
            watch.observe(
                new Sample(
                    host,
                    "hardware.temperature",
                    sensors.getCpuTemperature(),
                    watch.clock().millis(),
                    "hardware")));
  }
}
