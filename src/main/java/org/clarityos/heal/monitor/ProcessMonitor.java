package org.clarityos.heal.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The monitor of main processes: their end as an event, their state and their use of resources by looking. */
public final class ProcessMonitor implements Monitor {
  private static final String SOURCE = "process";
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration MEASURE = Duration.ofSeconds(1);
  private static final Set<Integer> CLEAN_CODES = Set.of(0, 129, 130, 131, 143);
  private static final Set<Integer> CLEAN_SIGNALS = Set.of(1, 2, 3, 15);
  private final ProcessTable processes;
  private final Map<Long, String> watched = new ConcurrentHashMap<>();
  private final Map<String, ProcessInfo> mains = new ConcurrentHashMap<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Map<String, double[]> cpu = new ConcurrentHashMap<>();

  /** A monitor that reads a process table. */
  public ProcessMonitor(ProcessTable processes) {
    this.processes = processes;
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      component
          .process()
          .ifPresent(
              spec -> {
                watch.every(LOOK, "process " + id, () -> look(watch, id, spec));
                watch.every(MEASURE, "process use " + id, () -> measure(watch, id));
              });
    }
    ProcessExits exits = new ProcessExits();
    watch.stream("process exits", () -> exits.read(exit -> exited(watch, exit)));
  }

  private void exited(Watch watch, ProcessExits.Exit exit) {
    String id = watched.remove(exit.pid());
    if (id == null) {
      return;
    }
    mains.remove(id);
    ended.add(id);
    long now = watch.clock().millis();
    boolean clean =
        CLEAN_CODES.contains(exit.exitCode()) || CLEAN_SIGNALS.contains(exit.signal());
    ProcessState.Status status =
        clean ? ProcessState.Status.ENDED : ProcessState.Status.CRASHED;
    watch.observe(
        new ProcessExited(id, exit.pid(), exit.exitCode(), exit.signal(), now, SOURCE));
    watch.observe(new ProcessState(id, status, now, SOURCE));
  }

  private void look(Watch watch, String id, ProcessSpec spec) {
    ProcessInfo before = mains.get(id);
    Optional<ProcessInfo> now =
        before == null ? processes.main(spec) : processes.info(before.pid()).filter(p -> p.startTicks() == before.startTicks());
    long at = watch.clock().millis();
    if (now.isPresent()) {
      mains.put(id, now.get());
      ended.remove(id);
      watched.put(now.get().pid(), id);
      watch.observe(new ProcessState(id, status(now.get()), at, SOURCE));
    } else if (before == null || watched.remove(before.pid()) != null) {
      // Not seen ending (no event, or before we came): how it ended is unknown.
      mains.remove(id);
      if (before != null || !ended.contains(id)) {
        watch.observe(new ProcessState(id, ProcessState.Status.GONE, at, SOURCE));
      }
    }
  }

  private static ProcessState.Status status(ProcessInfo process) {
    return switch (process.state()) {
      case 'T', 't' -> ProcessState.Status.PAUSED;
      case 'Z' -> ProcessState.Status.ZOMBIE;
      default -> ProcessState.Status.RUNNING;
    };
  }

  private void measure(Watch watch, String id) {
    ProcessInfo main = mains.get(id);
    if (main == null) {
      return;
    }
    long pid = main.pid();
    long at = watch.clock().millis();
    watch.observe(new Sample(id, "process.rss", processes.residentBytes(pid), at, SOURCE));
    watch.observe(new Sample(id, "process.descriptors", processes.descriptorRatio(pid), at, SOURCE));
    watch.observe(new Sample(id, "process.threads", processes.threads(pid), at, SOURCE));
    double used = processes.cpuSeconds(pid);
    double[] last = cpu.put(id, new double[] {pid, used, at});
    if (last != null && last[0] == pid && at > last[2]) {
      double cores = (used - last[1]) / ((at - last[2]) / 1000.0);
      watch.observe(new Sample(id, "process.cpu", cores, at, SOURCE));
    }
  }
}
