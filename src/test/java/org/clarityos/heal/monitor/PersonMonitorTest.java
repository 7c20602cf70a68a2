package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.host.ProcessTable;
import org.clarityos.heal.host.Terminals;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.inventory.InventoryLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People at real terminals, as the watch sees them. */
class PersonMonitorTest {
  private static final String APP = "t/s/h/service:app";
  private static final String OTHER = "t/s/h/service:other";

  @TempDir private Path folder;
  private final List<Long> people = new ArrayList<>();
  private final Seen seen = new Seen();

  @BeforeEach
  void home() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(folder.resolve("work/logs"));
    for (String file : List.of("app.conf", "other.conf", "third.conf")) {
      Files.createFile(folder.resolve(file));
    }
  }

  @AfterEach
  void leave() {
    people.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  private Inventory inventory() throws Exception {
    Path file = folder.resolve("clarity.yaml");
    Files.writeString(
        file,
        """
        tenant: t
        site: s
        host: h
        components:
          - id: service:app
            process: {start: [/bin/true], match: [FOLDER/app.pid.own], directory: FOLDER/work}
            configuration: [{path: FOLDER/app.conf}]
            allows: {manager: {kind: runit, unit: FOLDER/services/front}}
          - id: service:other
            configuration: [{path: FOLDER/other.conf}]
        """
            .replace("FOLDER", folder.toString()));
    return InventoryLoader.load(file);
  }

  private Watcher watcher() throws Exception {
    Watcher watcher = new Watcher(inventory(), Clock.systemUTC(), seen);
    watcher.start(
        List.of(
            new PersonMonitor(
                new Terminals(Path.of("/proc"), Path.of("/dev")),
                new ProcessTable(Path.of("/proc")),
                Duration.ofMinutes(15))));
    return watcher;
  }

  /** Somebody who is not of this program's family runs a shell script; answers the process. */
  private long run(List<String> as, String script) throws Exception {
    Path pid = folder.resolve("pid-" + people.size());
    Path file = folder.resolve("script-" + people.size());
    Files.writeString(
        file, "echo $$ > %s\n%s\n".formatted(pid, script.replace("FOLDER", folder.toString())));
    List<String> command = new ArrayList<>(List.of("setsid", "-f"));
    command.addAll(as);
    command.add("bash " + file);
    if (as.isEmpty()) {
      command = new ArrayList<>(List.of("setsid", "-f", "bash", file.toString()));
    }
    Process left =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(left.waitFor()).isZero();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    CountDownLatch never = new CountDownLatch(1);
    while (!Files.exists(pid) || Files.readString(pid).isBlank()) {
      assertThat(System.nanoTime()).as("the script has begun").isLessThan(deadline);
      never.await(5, TimeUnit.MILLISECONDS);
    }
    people.add(Long.parseLong(Files.readString(pid).strip()));
    return people.get(people.size() - 1);
  }

  private long atTerminal(String script) throws Exception {
    return run(List.of("script", "--quiet", "--return", "/dev/null", "--command"), script);
  }

  private OtherHands await(String component, long pid) throws InterruptedException {
    return seen.await(
        OtherHands.class,
        hands -> hands.component().equals(component) && hands.by().endsWith(", process " + pid));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "has its configuration file in hand | exec tail -f FOLDER/app.conf",
        "has it in hand by a name from there | cd FOLDER/work; exec tail -f ../app.conf",
        "stands in its working folder | cd FOLDER/work; exec sleep 60",
        "stands below it | cd FOLDER/work/logs; exec sleep 60",
        "tells its service manager by its name | exec -a sv tail -f /dev/null app",
        "tells it by the service's folder | exec -a sv tail -f /dev/null FOLDER/services/front/",
        "tells it by the service's own name | exec -a sv tail -f /dev/null front",
        "tells another one by its unit | exec -a systemctl tail -f /dev/null app.service",
      })
  void aPersonIsAtWorkOnTheComponentWho(String does, String script) throws Exception {
    long pid = atTerminal(script);
    try (Watcher watcher = watcher()) {
      OtherHands at = await(APP, pid);
      assertThat(at.kind()).isEqualTo("person");
      assertThat(at.by())
          .matches(
              System.getProperty("user.name")
                  + " at pts/\\d+: (tail|sleep|sv|systemctl), process \\d+");
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      seen.await(OtherHands.class, hands -> hands.component().equals(APP) && hands.by().isEmpty());
    }
    assertThat(seen.all(OtherHands.class)).noneMatch(hands -> hands.component().equals(OTHER));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "has another file in hand | exec tail -f FOLDER/third.conf",
        "stands in a folder above | cd FOLDER; exec sleep 60",
        "tells a manager of something else | exec -a sv tail -f /dev/null apple",
        "names it to another program | exec -a grep tail -f /dev/null app",
        "has typed nothing for 20 minutes | touch -a -d '20 minutes ago' $(tty); exec tail -f FOLDER/app.conf",
        "is the component itself | cd FOLDER/work; exec -a FOLDER/app.pid.own sleep 60",
      })
  void somebodyIsNotAtWorkOnItWho(String does, String script) throws Exception {
    atTerminal(script);
    nobodyIsSeenAtWork();
  }

  @Test
  void aJobThatRunsAtNoTerminalIsNoPerson() throws Exception {
    run(List.of(), "exec tail -f FOLDER/app.conf");
    nobodyIsSeenAtWork();
  }

  @Test
  void anotherUserIsAtWorkOnlyWithWhatIsTheirs() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "being another user needs root");
    String nobody = "exec setpriv --reuid=65534 --regid=65534 --clear-groups ";
    atTerminal(nobody + "tail -f FOLDER/app.conf");
    nobodyIsSeenAtWork();
    Files.setAttribute(folder.resolve("app.conf"), "unix:uid", 65534);
    long theirs = atTerminal(nobody + "tail -F FOLDER/app.conf");
    try (Watcher watcher = watcher()) {
      ProcessHandle.of(people.get(0)).orElseThrow().destroyForcibly();
      await(APP, theirs);
    }
  }

  /** Somebody who came later and is seen at another component shows that there was a look. */
  private void nobodyIsSeenAtWork() throws Exception {
    long later = atTerminal("exec tail -f FOLDER/other.conf");
    try (Watcher watcher = watcher()) {
      await(OTHER, later);
    }
    assertThat(seen.all(OtherHands.class)).noneMatch(hands -> hands.component().equals(APP));
  }
}
