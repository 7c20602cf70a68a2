package org.clarityos.heal.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;

/** Inventories of one component. */
final class Sites {
  static final String APP = "t/s/h/service:app";

  private Sites() {}

  static Inventory of(Component component) {
    return new Inventory(
        "t",
        "s",
        "h",
        Mode.OBSERVE,
        List.of(component),
        List.of(),
        List.of(),
        60,
        List.of(),
        List.of());
  }

  static Inventory process(List<String> match, Optional<Path> pidFile) {
    Component.ProcessSpec process =
        new Component.ProcessSpec(
            List.of(),
            List.of(),
            List.of(),
            "",
            Path.of("/"),
            Map.of(),
            Optional.empty(),
            pidFile,
            match,
            Duration.ofSeconds(1));
    return of(component(Optional.of(process), List.of(), List.of()));
  }

  static Inventory configuration(Component.Configuration configuration) {
    return of(component(Optional.empty(), List.of(configuration), List.of()));
  }

  static Inventory log(Component.LogFile log) {
    return of(component(Optional.empty(), List.of(), List.of(log)));
  }

  private static Component component(
      Optional<Component.ProcessSpec> process,
      List<Component.Configuration> configuration,
      List<Component.LogFile> logs) {
    return new Component(
        "service:app",
        "generic",
        process,
        List.of(),
        List.of(),
        configuration,
        logs,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Component.Policy.DEFAULT,
        Allowance.NONE);
  }
}
