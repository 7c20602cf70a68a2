package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of runc with a root filesystem of one program, busybox. */
class ContainerActionsTest {
  private static final Action.None NONE = new Action.None();
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND =
      "echo begun >> /log; trap 'echo asked >> /log; exit 0' TERM; while :; do sleep 0.05; done";
  private static final String STUBBORN =
      "echo begun >> /log; trap '' TERM; while :; do sleep 0.05; done";

  @TempDir Path folder;
  private Patient patient;
  private Runtime runtime;
  private String id = "";

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    runtime = new Runtime(folder);
    id = folder.getFileName().toString();
  }

  @AfterEach
  void end() throws Exception {
    Programs.ask(context("runc"), "runc", "delete", "--force", id);
    patient.close();
  }

  /** Commands of this host, with containers kept in a folder of the test's own. */
  private static final class Runtime implements CommandRunner {
    private final LocalCommands commands = new LocalCommands();
    private final Path folder;

    Runtime(Path folder) {
      this.folder = folder;
    }

    private Command here(Command command) {
      List<String> arguments = new ArrayList<>(command.arguments());
      switch (arguments.get(0)) {
        case "runc" -> arguments.addAll(1, List.of("--root", folder.resolve("state").toString()));
        case "podman" -> arguments.set(0, folder.resolve("podman").toString());
        default -> {
          // As it is.
        }
      }
      return new Command(
          arguments,
          command.user(),
          command.directory(),
          command.environment(),
          command.output(),
          command.timeout());
    }

    @Override
    public Result run(Command command) throws InterruptedException {
      return commands.run(here(command));
    }

    @Override
    public long launch(Command command) throws IOException {
      return commands.launch(here(command));
    }
  }

  private ActionContext context(String kind) {
    return context(kind, folder.resolve("bundle"));
  }

  private ActionContext context(String kind, Path bundle) {
    String allows =
        "{\"manager\": {\"kind\": \"%s\", \"unit\": \"%s\", \"path\": \"%s\"}}"
            .formatted(kind, id, bundle);
    Component component = patient.component(Steps.allows(allows));
    var own = patient.hands();
    var hands =
        new ActionContext.Hands(
            own.processes(), runtime, own.configurations(), own.lastGood(), own.clock());
    return new ActionContext(Patient.site(component), component, hands, patient.file("kept"));
  }

  /** A bundle whose container runs a script. */
  private void bundle(String script) throws Exception {
    assumeTrue(
        Files.isExecutable(BUSYBOX) || Boolean.getBoolean("clarity.ci"),
        BUSYBOX + " is not installed (busybox-static)");
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Path programs = Files.createDirectories(bundle.resolve("rootfs/bin"));
    Files.copy(BUSYBOX, programs.resolve("sh"));
    Files.createSymbolicLink(programs.resolve("sleep"), Path.of("sh"));
    var spec = Programs.ask(context("runc"), "runc", "spec", "--bundle", bundle.toString());
    assumeTrue(
        spec.exitCode() == 0 || Boolean.getBoolean("clarity.ci"),
        "runc is not installed: " + spec.output());
    Path file = bundle.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    config.withObject("/root").put("readonly", false);
    config
        .withObject("/process")
        .put("terminal", false)
        .putArray("args")
        .add("/bin/sh")
        .add("-c")
        .add(script);
    JSON.writeValue(file.toFile(), config);
  }

  /** The container runs; answers its process. */
  private long begun() throws Exception {
    new RestartContainer().run(NONE, context("runc"));
    Patient.await(() -> Files.exists(log()));
    return pid();
  }

  private long pid() throws Exception {
    return Services.container(context("runc")).standing().pid();
  }

  /** Whether a process is there; one that nobody has collected yet is not. */
  private boolean lives(long pid) {
    return patient.processes().info(pid).filter(process -> process.state() != 'Z').isPresent();
  }

  private Path log() {
    return folder.resolve("bundle/rootfs/log");
  }

  @Test
  void a_container_is_asked_to_end_and_is_another_process_afterwards() throws Exception {
    bundle(KIND);
    long before = begun();

    assertThat(new RestartContainer().run(NONE, context("runc")))
        .isEqualTo("restarted: " + id + " is running as process " + pid());

    assertThat(pid()).isNotEqualTo(before).isPositive();
    assertThat(lives(before)).isFalse();
    Patient.await(() -> lines().size() == 3);
    assertThat(lines()).containsExactly("begun", "asked", "begun");
  }

  @Test
  void a_container_that_does_not_listen_is_killed() throws Exception {
    bundle(STUBBORN);
    long before = begun();

    new RestartContainer().run(NONE, context("runc"));

    assertThat(pid()).isNotEqualTo(before).isPositive();
    assertThat(lives(before)).isFalse();
  }

  @Test
  void a_container_that_ended_is_started_again() throws Exception {
    bundle(KIND);
    long before = begun();
    ProcessHandle.of(before).orElseThrow().destroyForcibly();
    Patient.await(() -> !lives(before));

    new RestartContainer().run(NONE, context("runc"));

    assertThat(pid()).isPositive();
  }

  @Test
  void a_paused_container_is_made_anew() throws Exception {
    bundle(KIND);
    long before = begun();
    var paused = Programs.ask(context("runc"), "runc", "pause", id);
    assumeTrue(
        paused.exitCode() == 0 || Boolean.getBoolean("clarity.ci"),
        "containers cannot be paused here: " + paused.output());

    assertThat(new RecreateContainer().run(NONE, context("runc"))).startsWith("made anew: ");

    assertThat(pid()).isNotEqualTo(before).isPositive();
    assertThat(lives(before)).isFalse();
  }

  @Test
  void a_container_that_is_not_there_is_made_from_its_bundle() throws Exception {
    bundle(KIND);

    assertThat(new RecreateContainer().run(NONE, context("runc"))).startsWith("made anew: ");

    assertThat(pid()).isPositive();
  }

  @Test
  void a_container_of_the_same_name_from_elsewhere_is_left_alone() throws Exception {
    bundle(KIND);
    long before = begun();
    Path other = Files.createDirectories(folder.resolve("other"));

    for (Action<Action.None> action : List.of(new RestartContainer(), new RecreateContainer())) {
      assertThatThrownBy(() -> action.run(NONE, context("runc", other)))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("was made from " + folder.resolve("bundle"));
    }
    assertThat(pid()).isEqualTo(before);
  }

  @Test
  void a_bundle_that_makes_no_container_is_told_in_the_words_of_runc() throws Exception {
    bundle(KIND);
    Files.delete(folder.resolve("bundle/rootfs/bin/sh"));

    assertThatThrownBy(() -> new RecreateContainer().run(NONE, context("runc")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("/bin/sh");
  }

  /** Podman itself is at home on few hosts; a script stands for it. */
  @Test
  void a_container_of_podman_is_restarted_by_its_name() throws Exception {
    Path podman = folder.resolve("podman");
    Files.writeString(
        podman,
        """
        #!/bin/sh
        case "$*" in
          "restart %1$s") echo x >> %2$s/restarts ;;
          "container inspect --format {{.State.Status}} {{.State.Pid}} %1$s")
            if test -f %2$s/restarts; then echo running 4002; else echo running 4001; fi ;;
          *) echo "no such container"; exit 125 ;;
        esac
        """
            .formatted(id, folder));
    Files.setPosixFilePermissions(podman, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(new RestartContainer().run(NONE, context("podman")))
        .isEqualTo("restarted: " + id + " is running as process 4002");

    assertThat(folder.resolve("restarts")).hasContent("x");
    assertThatThrownBy(() -> new RecreateContainer().run(NONE, context("podman")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("podman does not keep how " + id + " was made");
  }

  @Test
  void a_service_is_no_container() {
    assertThatThrownBy(() -> new RestartContainer().run(NONE, context("runit")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is a service of runit; service.restart is for it");
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(log());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
