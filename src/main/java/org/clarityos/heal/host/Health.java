package org.clarityos.heal.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.Configuration;
import org.clarityos.heal.inventory.Component.Probe;

/** One look at everything about one component, from outside: the judge of a verification. */
public final class Health {
  /** The complaint that a component's main process is not there. */
  public static final String NOT_RUNNING = "its process is not running";

  private final ProcessTable processes;
  private final EndpointAsker asker;
  private final ConfigurationCheck configurations;

  /** A look through the given eyes; commands run probes and native validators. */
  public Health(ProcessTable processes, EndpointAsker asker, CommandRunner commands) {
    this(processes, asker, new ConfigurationCheck(commands));
  }

  /** A look through the given eyes. */
  public Health(ProcessTable processes, EndpointAsker asker, ConfigurationCheck configurations) {
    this.processes = processes;
    this.asker = asker;
    this.configurations = configurations;
  }

  /**
   * What is not well with a component; empty when all is.
   *
   * @param check {@code healthy} for everything, else one of {@code probes}, {@code process},
   *     {@code writable}, {@code configuration}
   */
  public List<String> complaints(Component component, String check) throws InterruptedException {
    List<String> complaints = new ArrayList<>();
    boolean all = check.equals("healthy");
    if (all || check.equals("process")) {
      process(component).ifPresent(complaints::add);
    }
    if (all || check.equals("configuration")) {
      for (Configuration configuration : component.configuration()) {
        configurations.fault(configuration).ifPresent(complaints::add);
      }
    }
    if (all || check.equals("writable")) {
      component
          .mount()
          .map(WriteProbe::tryWrite)
          .filter(status -> status != FilesystemState.Status.WRITABLE)
          .ifPresent(status -> complaints.add("writing: " + status));
    }
    if (complaints.isEmpty() && (all || check.equals("probes"))) {
      for (Probe probe : component.probes()) {
        var answer = asker.ask(probe);
        if (answer.status() != EndpointState.Status.UP) {
          complaints.add("probe " + probe.name() + ": " + answer.status() + ", " + answer.detail());
        }
      }
    }
    return complaints;
  }

  private Optional<String> process(Component component) {
    return component
        .process()
        .flatMap(
            spec -> {
              var main = processes.main(spec);
              if (main.isEmpty()) {
                return Optional.of(NOT_RUNNING);
              }
              return main.get().state() == 'T'
                  ? Optional.of("its process is paused")
                  : Optional.empty();
            });
  }
}
