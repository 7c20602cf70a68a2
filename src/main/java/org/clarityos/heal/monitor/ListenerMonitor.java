package org.clarityos.heal.monitor;

import java.time.Duration;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The monitor of declared ports: whether their listener is the component's own. */
public final class ListenerMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(500);
  private final ProcessTable processes;

  /** A monitor that reads a process table. */
  public ListenerMonitor(ProcessTable processes) {
    this.processes = processes;
  }

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .process()
          .ifPresent(
              spec ->
                  component
                      .listens()
                      .forEach(
                          port ->
                              watch.every(
                                  LOOK,
                                  "port " + id + " " + port,
                                  () -> look(watch, id, spec, port))));
    }
  }

  private void look(Watch watch, String id, ProcessSpec spec, int port) {
    ListenerState.Owner owner = processes.owner(port, spec);
    watch.observe(new ListenerState(id, port, owner, watch.clock().millis(), "listener"));
  }
}
