package org.clarityos.heal.monitor;

import java.time.Duration;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;

/** The monitor of pid files: whether they name the component's process. */
public final class PidFileMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(250);
  private final ProcessTable processes;

  /** A monitor that reads a process table. */
  public PidFileMonitor(ProcessTable processes) {
    this.processes = processes;
  }

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .process()
          .filter(spec -> spec.pidFile().isPresent())
          .ifPresent(
              spec ->
                  watch.every(
                      LOOK,
                      "pid file " + id,
                      () ->
                          watch.observe(
                              new PidFileState(
                                  id,
                                  processes.pidFile(spec),
                                  watch.clock().millis(),
                                  "pidfile"))));
    }
  }
}
