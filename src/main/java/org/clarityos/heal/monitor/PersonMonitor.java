package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.host.HostClock;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.host.Terminals;
import org.clarityos.heal.host.Terminals.AtTerminal;
import org.clarityos.heal.inventory.Component;

/**
 * The monitor of people at work: somebody who is logged in and has a component's configuration file in hand, stands in its
 * working folder, or tells a service manager or debugger about it. Who has not typed for a while is not at work.
 */
public final class PersonMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Programs that are told whom to work on by its name or process id. */
  private static final Set<String> TOLD =
      Set.of(
          "systemctl",
          "service",
          "rc-service",
          "sv",
          "supervisorctl",
          "docker",
          "podman",
          "runc",
          "kill",
          "gdb",
          "strace",
          "ltrace",
          "perf");

  private final Terminals terminals;
  private final ProcessTable processes;
  private final Duration patience;

  /** A monitor of terminals; who has not typed for {@code patience} is not at work. */
  public PersonMonitor(Terminals terminals, ProcessTable processes, Duration patience) {
    this.terminals = terminals;
    this.processes = processes;
    this.patience = patience;
  }

  @Override
  public void start(Watch watch) {
    Hands hands = new Hands(watch, "person", "terminals");
    watch.every(LOOK, "people at terminals", () -> look(watch, hands));
  }

  private void look(Watch watch, Hands hands) throws IOException {
    // The kernel notes the host's time at a terminal, not the service's, which goes its own way.
    long since = System.currentTimeMillis() - patience.toMillis();
    List<AtTerminal> busy = terminals.busy(since);
    for (Component component : watch.inventory().components()) {
      List<AtTerminal> here = busy.stream().filter(at -> worksOn(component, at)).toList();
      Set<Long> own = here.isEmpty() ? Set.of() : own(component);
      hands.say(
          watch.inventory().id(component),
          here.stream()
              .filter(at -> !own.contains(at.pid()))
              .findFirst()
              .map(this::told)
              .orElse(""));
    }
  }

  /** Arguments may hold secrets; the program's name does not. */
  private String told(AtTerminal at) {
    return "%s at %s: %s, process %d"
        .formatted(terminals.user(at), at.terminal(), at.program(), at.pid());
  }

  /** What is of the component itself is not at work on it, wherever it was started from. */
  private Set<Long> own(Component component) {
    Set<Long> pids = new HashSet<>();
    component
        .process()
        .ifPresent(spec -> processes.all(spec).forEach(process -> pids.add(process.pid())));
    return pids;
  }

  private boolean worksOn(Component component, AtTerminal at) {
    return hasInHand(component, at) || standsIn(component, at) || isToldOf(component, at);
  }

  private static boolean hasInHand(Component component, AtTerminal at) {
    return component.configuration().stream()
        .map(Component.Configuration::path)
        .anyMatch(file -> names(at, file) && mayChange(at, file));
  }

  private static boolean names(AtTerminal at, Path file) {
    Path folder = at.folder().orElse(Path.of("/"));
    return at.arguments().stream()
        .skip(1)
        .anyMatch(argument -> folder.resolve(argument).normalize().equals(file.normalize()));
  }

  /** A folder at the top, such as /etc, is everybody's. */
  private static boolean standsIn(Component component, AtTerminal at) {
    return component
        .process()
        .map(Component.ProcessSpec::directory)
        .filter(directory -> directory.getNameCount() > 1)
        .filter(directory -> at.folder().filter(it -> it.startsWith(directory)).isPresent())
        .filter(directory -> mayChange(at, directory))
        .isPresent();
  }

  private boolean isToldOf(Component component, AtTerminal at) {
    if (!TOLD.contains(at.program()) || !trusted(at)) {
      return false;
    }
    Set<String> names = new HashSet<>();
    names.add(component.id().substring(component.id().indexOf(':') + 1));
    component
        .allows()
        .manager()
        .map(manager -> bare(manager.unit()))
        .ifPresent(unit -> names.addAll(List.of(unit, unit.substring(unit.lastIndexOf('/') + 1))));
    component
        .process()
        .flatMap(processes::main)
        .map(ProcessInfo::pid)
        .ifPresent(pid -> names.add(Long.toString(pid)));
    return at.arguments().stream().skip(1).map(PersonMonitor::bare).anyMatch(names::contains);
  }

  /** How a unit or a service's folder is named, whether its kind or a slash is written or not. */
  private static String bare(String name) {
    return name.replaceFirst("/+$", "").replaceFirst("\\.service$", "");
  }

  /** Anybody could call a program so and hold healing up, but not with what is not theirs. */
  private static boolean mayChange(AtTerminal at, Path file) {
    return trusted(at) || owner(file).filter(owner -> owner == at.uid()).isPresent();
  }

  private static boolean trusted(AtTerminal at) {
    return at.uid() == 0 || at.uid() == HostClock.uid();
  }

  private static Optional<Long> owner(Path file) {
    try {
      return Optional.of(((Number) Files.getAttribute(file, "unix:uid")).longValue());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
