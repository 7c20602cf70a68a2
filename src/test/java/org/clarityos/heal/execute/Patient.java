package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.FileLastGood;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/** A real component in a folder: a shell script that runs until it is told to stop. */
public final class Patient implements AutoCloseable {
  /** The component's full id. */
  public static final String ID = "t/s/h/service:patient";

  private final Path folder;
  private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
  private final ActionContext.Hands hands;

  /** A patient that does not run yet; its script, configuration and data are in the folder. */
  public Patient(Path folder) throws IOException {
    this.folder = folder;
    LocalCommands commands = new LocalCommands();
    hands =
        new ActionContext.Hands(
            processes,
            commands,
            new ConfigurationCheck(commands),
            new FileLastGood(folder.resolve("last-good")),
            Clock.systemUTC());
    script("trap 'kill $!; exit 0' TERM\nsleep 60 &\nwait\n");
    Files.writeString(folder.resolve("patient.json"), "{\"port\": 1}");
    Files.writeString(folder.resolve("data"), "precious");
  }

  /** Replaces what the process does. */
  public void script(String content) throws IOException {
    Files.writeString(folder.resolve("patient.sh"), content);
  }

  /** A file of its folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** How its process is known; a reload leaves a mark. */
  public Component.ProcessSpec spec() {
    return new Component.ProcessSpec(
        List.of("/bin/sh", file("patient.sh").toString()),
        List.of(),
        List.of("/usr/bin/touch", file("reloaded").toString()),
        "",
        folder,
        Map.of(),
        Optional.empty(),
        Optional.of(file("patient.pid")),
        List.of(file("patient.sh").toString()),
        Duration.ofSeconds(2));
  }

  /** It as the inventory declares it. */
  public Component component(List<Integer> listens) {
    return component("service:patient", listens, Allowance.NONE);
  }

  /** It with what actions may touch of it beside its process and its files. */
  public Component component(Allowance allows) {
    return component("service:patient", List.of(), allows);
  }

  /** It as a component of another kind or name. */
  public Component component(String id, List<Integer> listens, Allowance allows) {
    return new Component(
        id,
        "generic",
        Optional.of(spec()),
        List.of(),
        listens,
        List.of(new Component.Configuration(file("patient.json"), List.of(), "json")),
        List.of(new Component.LogFile(file("patient.log"), Map.of())),
        Optional.empty(),
        List.of(new Component.Reclaim(file("old"), "*.log", 1)),
        List.of(file("data")),
        List.of(),
        Component.Policy.DEFAULT,
        allows);
  }

  /** A site of it and others. */
  public static Inventory site(Component... components) {
    return new Inventory(
        "t",
        "s",
        "h",
        Mode.ACT,
        List.of(components),
        List.of(),
        List.of(),
        60,
        List.of(),
        List.of());
  }

  /** What an action on it is given. */
  public ActionContext context() {
    return context(component(List.of()));
  }

  /** What an action on a component of the same host is given. */
  public ActionContext context(Component component, Component... others) {
    List<Component> all = new ArrayList<>(List.of(others));
    all.add(component);
    Inventory site = site(all.toArray(new Component[0]));
    return new ActionContext(site, component, hands, file("kept"));
  }

  /** What actions on it may use. */
  public ActionContext.Hands hands() {
    return hands;
  }

  /** The process table it is in. */
  public ProcessTable processes() {
    return processes;
  }

  /** Starts it; answers when it runs. */
  public long start() throws IOException {
    hands.commands().launch(context().command(spec(), spec().start()));
    await(() -> processes.all(spec()).size() > 1);
    return processes.main(spec()).orElseThrow().pid();
  }

  /** Ends its main process alone, as a crash does. */
  public void crash() {
    long pid = processes.main(spec()).orElseThrow().pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    await(() -> processes.main(spec()).isEmpty());
  }

  /** Whether its main process is there. */
  public boolean runs() {
    return processes.main(spec()).isPresent();
  }

  /** Waits up to ten seconds until something is so. */
  public static void await(BooleanSupplier so) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come within ten seconds");
      }
      Thread.onSpinWait();
    }
  }

  /** A step without parameters. */
  public static Playbook.Step step(String id, String action, int retries) {
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    return new Playbook.Step(
        id, action, none, Duration.ofSeconds(10), retries, "none", "it is a test");
  }

  /** A plan for it. */
  public static RecoveryPlan plan(
      String issue, String check, Duration within, Playbook.Step... steps) {
    return new RecoveryPlan(
        ID,
        "incident",
        1,
        issue,
        "test",
        "1.0.0+00000000",
        List.of(steps),
        List.of(),
        new Playbook.Verify(check, Duration.ofMillis(20), within),
        Clock.systemUTC().millis());
  }

  /** Ends all of it; what is forked meanwhile is seen by the next look. */
  @Override
  public void close() {
    await(
        () -> {
          List<ProcessInfo> left = processes.all(spec());
          left.forEach(Patient::end);
          return left.isEmpty();
        });
  }

  private static void end(ProcessInfo process) {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    try {
      // A Java virtual machine that was asked something leaves its socket when it is killed.
      Files.deleteIfExists(Path.of("/tmp/.java_pid" + process.pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
