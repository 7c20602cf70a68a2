package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.clarityos.heal.execute.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Java virtual machines of their own, asked as they run. */
class JvmActionsTest {
  private static final Action.None NONE = new Action.None();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  @TempDir Path folder;
  private Patient patient;

  @BeforeEach
  void set() throws Exception {
    assumeTrue(
        Files.isExecutable(JAVA.resolve("jcmd")) || Boolean.getBoolean("clarity.ci"),
        "this Java has no jcmd; it is in a JDK");
    patient = new Patient(folder);
  }

  @AfterEach
  void end() {
    if (patient != null) {
      patient.close();
    }
  }

  /** The patient as a machine that is ready to be asked. */
  private ActionContext machine(String before) throws Exception {
    Path classes = folder.resolve("classes");
    for (Class<?> one : List.of(Idle.class, Idle.Kept.class)) {
      String file = one.getName().replace('.', '/') + ".class";
      Path copy = classes.resolve(file);
      Files.createDirectories(copy.getParent());
      try (var bytes = one.getClassLoader().getResourceAsStream(file)) {
        Files.copy(bytes, copy);
      }
    }
    // Also another user reads the classes.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    patient.script(
        "exec %s %s/java -Xmx64m -Djava.io.tmpdir=%s -cp %s %s %s\n"
            .formatted(
                before, JAVA, folder, classes, Idle.class.getName(), folder.resolve("patient.sh")));
    patient
        .hands()
        .commands()
        .launch(patient.context().command(patient.spec(), patient.spec().start()));
    Patient.await(this::answers);
    return patient.context();
  }

  private boolean answers() {
    try {
      return Jvms.of(patient.context()).ask("Thread.print").contains("idles-with-3000");
    } catch (ActionFailed | InterruptedException e) {
      return false; // It is still the shell, or begins.
    }
  }

  private Path kept(String name) {
    return patient.file("kept").resolve(name);
  }

  @Test
  void what_each_thread_does_is_kept_for_us_alone() throws Exception {
    ActionContext context = machine("");

    assertThat(new DumpThreads().run(NONE, context)).startsWith("kept the threads of process ");

    assertThat(kept("thread-dump.txt")).content().contains("\"idles-with-3000\"", "CountDownLatch");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(kept("thread-dump.txt"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest(name = "live only: {0}")
  @ValueSource(booleans = {true, false})
  void objects_are_counted_by_class(boolean live) throws Exception {
    Steps.run(new CountObjects(), "{\"live\": " + live + "}", machine(""));

    assertThat(Files.readAllLines(kept("histogram.txt")))
        .anyMatch(line -> line.contains(" 3000 ") && line.contains(Idle.Kept.class.getName()));
  }

  @ParameterizedTest(name = "run {0}")
  @ValueSource(strings = {"as we are", "as nobody"})
  void a_heap_is_kept_and_nothing_of_it_is_left_elsewhere(String as) throws Exception {
    boolean nobody = as.equals("as nobody");
    assumeTrue(
        !nobody || "root".equals(System.getProperty("user.name")), "being another user needs root");
    ActionContext context =
        machine(nobody ? "/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups" : "");

    Steps.run(new DumpHeap(), "{}", context);

    try (var heap = Files.newInputStream(kept("heap.hprof"))) {
      assertThat(new String(heap.readNBytes(12))).isEqualTo("JAVA PROFILE");
    }
    assertThat(Files.size(kept("heap.hprof"))).isGreaterThan(3000L * 1024);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept("heap.hprof"))))
        .isEqualTo("rw-------");
    assertThat(exchanges()).isEmpty();
  }

  @Test
  void a_heap_that_is_larger_than_may_be_kept_is_refused() throws Exception {
    ActionContext context = machine("");

    assertThatThrownBy(() -> Steps.run(new DumpHeap(), "{\"atMost\": 1000000}", context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("more than the 1000000 that may be kept");
    assertThat(kept("heap.hprof")).doesNotExist();
  }

  @Test
  void a_heap_is_not_kept_where_too_little_space_would_be_left() throws Exception {
    ActionContext context = machine("");
    Path small = Files.createDirectories(patient.file("kept"));
    var mounted =
        Programs.ask(context, "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString());
    assumeTrue(mounted.exitCode() == 0 || Boolean.getBoolean("clarity.ci"), "mounting needs root");
    try {
      assertThatThrownBy(() -> Steps.run(new DumpHeap(), "{}", context))
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining("are to stay free");
      assertThat(small).isEmptyDirectory();
    } finally {
      Programs.run(context, "umount", small.toString());
    }
  }

  @Test
  void a_flight_is_recorded_and_its_recording_ended() throws Exception {
    ActionContext context = machine("");
    var action = new RecordFlight();

    ObjectNode registered = Steps.run(action, "{\"time\": \"1s\"}", context);

    assertThat(RecordingFile.readAllEvents(kept("flight.jfr"))).isNotEmpty();
    assertThat(Jvms.of(context).ask("JFR.check")).contains("No available recordings");
    action.undo(registered, context);
  }

  @Test
  void the_undo_ends_a_recording_that_was_left() throws Exception {
    ActionContext context = machine("");
    var action = new RecordFlight();
    var registered =
        action.prepare(new RecordFlight.Parameters(java.time.Duration.ofSeconds(1)), context);
    Jvms.of(context).ask("JFR.start", "name=" + registered.path("recording").asText());

    action.undo(registered, context);

    assertThat(Jvms.of(context).ask("JFR.check")).contains("No available recordings");
  }

  @Test
  void garbage_is_collected_and_what_it_came_to_is_told() throws Exception {
    assertThat(new CollectGarbage().run(NONE, machine("")))
        .matches(
            "collected the garbage of process \\d+ of service:patient: \\d+ bytes before, \\d+ after");
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        Arguments.of(new DumpThreads(), "{}"),
        Arguments.of(new CountObjects(), "{}"),
        Arguments.of(new DumpHeap(), "{}"),
        Arguments.of(new RecordFlight(), "{\"time\": \"1s\"}"),
        Arguments.of(new CollectGarbage(), "{}"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("steps")
  void what_is_no_machine_and_one_that_is_paused_are_not_asked(Action<?> action, String with)
      throws Exception {
    assertThatThrownBy(() -> Steps.run(action, with, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("no process of service:patient runs");
    patient.start();
    assertThatThrownBy(() -> Steps.run(action, with, patient.context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("which is no Java virtual machine");
    patient.close();
    ActionContext context = machine("");
    var main = patient.processes().main(patient.spec()).orElseThrow();
    Processes.signal(context, main, "STOP");
    Patient.await(() -> patient.processes().info(main.pid()).orElseThrow().state() == 'T');
    assertThatThrownBy(() -> Steps.run(action, with, context))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("is paused");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "jvm.flight-recording|{'time': '11m'}|between 1s and 10m",
        "jvm.heap-dump|{'atMost': -1}|it is above 0"
      })
  void parameters_that_say_no_such_thing_are_refused(String action, String json, String why) {
    assertThat(Steps.fault(action, json.replace('\'', '"'))).contains(why);
  }

  /** The folders that were made to take evidence of the patient over. */
  private List<String> exchanges() throws IOException {
    long pid = patient.processes().main(patient.spec()).orElseThrow().pid();
    try (var files = Files.list(Path.of("/tmp"))) {
      return files
          .map(Path::toString)
          .filter(name -> name.startsWith("/tmp/clarity-evidence-" + pid + "-"))
          .toList();
    }
  }
}
