package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.inventory.InventoryLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Service managers that start again what ended: real ones, and what others say. */
class ManagerMonitorTest {
  private static final String APP = "t/s/h/service:app";

  @TempDir private Path folder;
  private final Seen seen = new Seen();
  private Process manager;

  @AfterEach
  void end() throws Exception {
    if (manager != null) {
      manager.destroy();
      if (!manager.waitFor(10, TimeUnit.SECONDS)) {
        manager.destroyForcibly();
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "systemd | ActiveState=activating | true",
        "systemd | ActiveState=deactivating | true",
        "systemd | ActiveState=active | false",
        "systemd | ActiveState=inactive | false",
        "systemd | ActiveState=failed | false",
        "runit | down: /s/a: 1s, normally up, want up | true",
        "runit | down: /s/a: 0s, want up; run: log: (pid 7) 90s | true",
        "runit | finish: /s/a: (pid 10) 1s | true",
        "runit | run: /s/a: (pid 10) 4s; run: log: (pid 7) 90s | true",
        "runit | run: /s/a: (pid 10) 5s | false",
        "runit | run: /s/a: (pid 10) 40s; run: log: (pid 7) 1s | false",
        "runit | run: /s/a: (pid 10) 2s, want down, got TERM | false",
        "runit | down: /s/a: 3s, normally up | false",
        "runit | down: /s/a: 3s | false",
        "runit | warning: /s/a: unable to open supervise/ok: access denied | false",
        "supervisor | a   STARTING | true",
        "supervisor | a   BACKOFF   Exited too quickly (process log may have details) | true",
        "supervisor | a   RUNNING   pid 10, uptime 0:00:02 | false",
        "supervisor | a   FATAL   Exited too quickly | false",
        "supervisor | a   STOPPED   Not started | false",
      })
  void whatAManagerSaysTellsWhetherItIsAtWork(String kind, String said, boolean atWork) {
    assertThat(ManagerMonitor.atWork(kind, said + "\n")).isEqualTo(atWork);
  }

  private void script(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + content + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void needs(String program) {
    assumeTrue(
        Files.isExecutable(Path.of(program)) || Boolean.getBoolean("clarity.ci"),
        program + " is not installed");
  }

  /** A manager that starts again and again what ends at once. */
  private void begins(String... command) throws Exception {
    manager =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("manager.log").toFile())
            .start();
  }

  /** A service of runit that is started again and again. */
  private Path crashing() throws Exception {
    Path service = folder.resolve("a");
    script(service.resolve("run"), "touch " + folder.resolve("ran") + "; exit 1");
    begins("runsv", service.toString());
    await(folder.resolve("ran"));
    return service;
  }

  private Watcher watcher(String declared) throws Exception {
    Path file = folder.resolve("clarity.yaml");
    Files.writeString(
        file,
        """
        tenant: t
        site: s
        host: h
        components:
          - id: service:app
            allows: {manager: {DECLARED}}
        """
            .replace("DECLARED", declared));
    Watcher watcher = new Watcher(InventoryLoader.load(file), Clock.systemUTC(), seen);
    watcher.start(List.of(new ManagerMonitor(new LocalCommands())));
    return watcher;
  }

  private static void process(Watcher watcher, ProcessState.Status status) {
    watcher.observe(new ProcessState(APP, status, System.currentTimeMillis(), "process"));
  }

  private static void sv(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("sv"));
    command.addAll(List.of(words));
    assertThat(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
  }

  private void await(Path file) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    CountDownLatch never = new CountDownLatch(1);
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as(file + " is there").isLessThan(deadline);
      never.await(5, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void runitThatStartsItAgainIsSeenUntilItIsToldToLeaveItDown() throws Exception {
    needs("/usr/bin/runsv");
    Path service = crashing();
    try (Watcher watcher = watcher("kind: runit, unit: " + service)) {
      process(watcher, ProcessState.Status.CRASHED);
      OtherHands at = seen.await(OtherHands.class, hands -> !hands.by().isEmpty());
      assertThat(at.kind()).isEqualTo("service-manager");
      assertThat(at.component()).isEqualTo(APP);
      assertThat(at.by()).isEqualTo("runit with " + service);
      sv("-w", "10", "down", service.toString());
      seen.await(OtherHands.class, hands -> hands.by().isEmpty());
    }
  }

  @Test
  void supervisorThatBacksOffIsSeenUntilItGivesUp() throws Exception {
    needs("/usr/bin/supervisord");
    Path file = folder.resolve("supervisord.conf");
    Files.writeString(
        file,
        """
        [unix_http_server]
        file=FOLDER/socket
        [supervisord]
        logfile=FOLDER/supervisord.log
        pidfile=FOLDER/supervisord.pid
        childlogdir=FOLDER
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://FOLDER/socket
        [program:app]
        command=/bin/false
        startsecs=1
        startretries=2
        """
            .replace("FOLDER", folder.toString()));
    try (Watcher watcher = watcher("kind: supervisor, unit: app, path: " + file)) {
      process(watcher, ProcessState.Status.CRASHED);
      begins("supervisord", "--nodaemon", "-c", file.toString());
      seen.await(OtherHands.class, hands -> hands.by().equals("supervisor with app"));
      seen.await(OtherHands.class, hands -> hands.by().isEmpty());
    }
  }

  @Test
  void aManagerOfWhatIsWellIsNotAsked() throws Exception {
    needs("/usr/bin/runsv");
    Path service = crashing();
    CountDownLatch looked = new CountDownLatch(3);
    try (Watcher watcher = watcher("kind: runit, unit: " + service)) {
      process(watcher, ProcessState.Status.RUNNING);
      watcher.every(Duration.ofSeconds(1), "turns", looked::countDown);
      assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(seen.all(OtherHands.class)).isEmpty();
    }
  }
}
