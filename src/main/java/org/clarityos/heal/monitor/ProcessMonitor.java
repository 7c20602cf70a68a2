package org.clarityos.heal.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of main processes: their end as an event, their state and their use of resources by
 * looking. Without the right to read the kernel's process events, ends are awaited through pidfds
 * and their cause stays unknown.
 */
public final class ProcessMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration MEASURE = Duration.ofSeconds(1);
  private final ProcessTable processes;

  /** A monitor that reads a process table. */
  public ProcessMonitor(ProcessTable processes) {
    this.processes = processes;
  }

  @Override
  public void start(Watch watch) {
    Optional<ProcessExits> exits = exits();
    List<MainProcess> mains = new ArrayList<>();
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .process()
          .ifPresent(
              spec ->
                  mains.add(
                      new MainProcess(
                          watch,
                          id,
                          spec,
                          processes,
                          found -> {
                            if (exits.isEmpty()) {
                              await(watch, mains, found);
                            }
                          })));
    }
    exits.ifPresent(
        events ->
            watch.stream(
                "process exits",
                () -> events.read(exit -> mains.forEach(main -> main.exited(exit)))));
    for (MainProcess main : mains) {
      watch.every(LOOK, "process " + main.component(), main::look);
      watch.every(MEASURE, "use " + main.component(), main::measure);
    }
  }

  private static Optional<ProcessExits> exits() {
    try {
      return Optional.of(new ProcessExits());
    } catch (CannotWatch e) {
      System.getLogger("clarity.monitor")
          .log(
              System.Logger.Level.INFO,
              e.getMessage() + "; ends are seen without their exit codes");
      return Optional.empty();
    }
  }

  private static void await(Watch watch, List<MainProcess> mains, ProcessInfo found) {
    watch.stream(
        "end of process " + found.pid(),
        () -> {
          if (ExitWait.await(found.pid())) {
            var exit = new ProcessExits.Exit(found.pid(), -1, -1);
            mains.forEach(main -> main.exited(exit));
          }
        });
  }
}
