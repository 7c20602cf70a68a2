package org.clarityos.heal.monitor;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.host.ProcessUse;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** What is known of one component's main process; looks and exits come from different threads. */
final class MainProcess {
  private static final String SOURCE = "process";
  private static final Set<Integer> CLEAN_CODES = Set.of(0, 130, 143);
  private static final Set<Integer> CLEAN_SIGNALS = Set.of(1, 2, 3, 15);

  /** An exit's event may come a moment after the look that misses the process. */
  private static final int PATIENCE_LOOKS = 2;

  private final Watch watch;
  private final String id;
  private final ProcessSpec spec;
  private final ProcessTable processes;
  private final Consumer<ProcessInfo> found;
  private Optional<ProcessInfo> current = Optional.empty();
  private boolean told;
  private int missed;
  private double lastCpu;
  private long lastMeasured;

  MainProcess(
      Watch watch,
      String id,
      ProcessSpec spec,
      ProcessTable processes,
      Consumer<ProcessInfo> found) {
    this.watch = watch;
    this.id = id;
    this.spec = spec;
    this.processes = processes;
    this.found = found;
  }

  /** The component whose process it is. */
  String component() {
    return id;
  }

  /** Looks at the known process, or for a new one. */
  synchronized void look() {
    if (current.isEmpty()) {
      Optional<ProcessInfo> main = processes.main(spec);
      if (main.isPresent()) {
        adopt(main.get());
      } else if (!told) {
        say(ProcessState.Status.GONE);
      }
      return;
    }
    long started = current.get().startTicks();
    Optional<ProcessInfo> now =
        processes.info(current.get().pid()).filter(process -> process.startTicks() == started);
    if (now.isPresent() && now.get().state() != 'Z') {
      missed = 0;
      say(status(now.get()));
    } else if (++missed >= PATIENCE_LOOKS) {
      missing(now.isPresent());
    }
  }

  private void missing(boolean zombie) {
    if (zombie) {
      say(ProcessState.Status.ZOMBIE);
      Optional<ProcessInfo> next = processes.main(spec);
      next.ifPresent(this::adopt);
    } else {
      forget();
      say(ProcessState.Status.GONE);
    }
  }

  private void adopt(ProcessInfo main) {
    current = Optional.of(main);
    missed = 0;
    lastMeasured = 0;
    ProcessState.Status status = status(main);
    // A process that ran before it was first seen has been running since its start.
    long age = status == ProcessState.Status.RUNNING ? processes.ageMillis(main) : 0;
    say(status, watch.clock().millis() - age);
    found.accept(main);
  }

  /** Takes the end of a process; one that is not the component's own is passed by. */
  synchronized void exited(ProcessExits.Exit exit) {
    if (current.filter(main -> main.pid() == exit.pid()).isEmpty()) {
      return;
    }
    forget();
    long now = watch.clock().millis();
    watch.observe(new ProcessExited(id, exit.pid(), exit.exitCode(), exit.signal(), now, SOURCE));
    boolean clean = CLEAN_CODES.contains(exit.exitCode()) || CLEAN_SIGNALS.contains(exit.signal());
    boolean unknown = exit.exitCode() < 0 && exit.signal() < 0;
    say(
        unknown
            ? ProcessState.Status.GONE
            : clean ? ProcessState.Status.ENDED : ProcessState.Status.CRASHED);
  }

  private void forget() {
    current = Optional.empty();
    missed = 0;
  }

  private void say(ProcessState.Status status) {
    say(status, watch.clock().millis());
  }

  private void say(ProcessState.Status status, long since) {
    told = true;
    watch.observe(new ProcessState(id, status, since, SOURCE));
  }

  private static ProcessState.Status status(ProcessInfo process) {
    return process.state() == 'T' || process.state() == 't'
        ? ProcessState.Status.PAUSED
        : ProcessState.Status.RUNNING;
  }

  /** Measures what the process and its descendants use. */
  synchronized void measure() {
    if (current.isEmpty()) {
      return;
    }
    Optional<ProcessUse> use = processes.use(current.get().pid());
    if (use.isEmpty()) {
      return;
    }
    long now = watch.clock().millis();
    say("process.rss", (double) use.get().rssBytes(), now);
    say("process.threads", (double) use.get().threads(), now);
    say("process.descriptors", use.get().descriptorRatio(), now);
    say("process.descriptors.open", (double) use.get().descriptors(), now);
    if (lastMeasured > 0 && now > lastMeasured) {
      double used = Math.max(0, use.get().cpuSeconds() - lastCpu);
      say("process.cpu", used * 1000 / (now - lastMeasured), now);
    }
    lastCpu = use.get().cpuSeconds();
    lastMeasured = now;
  }

  private void say(String metric, double value, long now) {
    watch.observe(new Sample(id, metric, value, now, SOURCE));
  }
}
