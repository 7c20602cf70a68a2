package org.clarityos.heal.execute.action;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LocalCommands;

/**
 * A real service in a folder, run by a service manager of its own: runit's, supervisor's, the
 * inventory's commands, or a script in the place of {@code systemctl}, for systemd runs once a host.
 */
final class Managed implements CommandRunner, AutoCloseable {
  private static final String SERVICE =
      """
      #!/bin/sh
      echo $$ > FOLDER/pid
      echo $$ >> FOLDER/starts
      trap 'touch FOLDER/hup' HUP
      trap 'exit 0' TERM
      while :; do sleep 0.05; done
      """;

  /** Stands for systemctl, and for the commands of an inventory. */
  private static final String CONTROL =
      """
      #!/bin/sh
      runs() { test -f FOLDER/pid && kill -0 "$(cat FOLDER/pid)" 2>/dev/null; }
      ends() { runs && kill "$(cat FOLDER/pid)"; while runs; do sleep 0.01; done; }
      begins() { runs || setsid FOLDER/run < /dev/null > /dev/null 2>&1 & while ! runs; do sleep 0.01; done; }
      test "$1" = --no-ask-password && shift
      case "$1 ${3:-$2}" in
        'show a.service')
          if runs; then
            printf 'LoadState=loaded\\nActiveState=active\\nMainPID=%s\\n' "$(cat FOLDER/pid)"
          else
            printf 'MainPID=0\\nLoadState=loaded\\nActiveState=inactive\\n'
          fi ;;
        'show '*) printf 'LoadState=not-found\\nActiveState=inactive\\nMainPID=0\\n' ;;
        'start a.service') begins ;;
        'stop a.service' | 'stop ') ends ;;
        'restart a.service') ends; begins ;;
        'reload a.service') kill -HUP "$(cat FOLDER/pid)" ;;
        'reset-failed a.service') ;;
        'status ') runs ;;
        *) echo "unknown: $*"; exit 5 ;;
      esac
      """;

  private static final String SUPERVISED =
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
      [program:a]
      command=FOLDER/run
      startsecs=0
      autostart=false
      [program:bad]
      command=/bin/false
      startsecs=1
      startretries=0
      autostart=false
      """;

  private final LocalCommands commands = new LocalCommands();
  private final Path folder;
  private final String kind;
  private final List<Process> managers = new ArrayList<>();

  /** The service in an empty folder, not started. */
  Managed(String kind, Path folder) throws IOException {
    this.kind = kind;
    this.folder = folder;
    script("run", SERVICE);
    switch (kind) {
      case "runit" -> {
        needs("/usr/bin/runsvdir");
        Path service = Files.createDirectories(folder.resolve("services/a"));
        Files.createSymbolicLink(service.resolve("run"), folder.resolve("run"));
        Files.createFile(service.resolve("down"));
        manager("/usr/bin/runsvdir", folder.resolve("services").toString());
        // The pipe is there a moment before runsv listens at it.
        Patient.await(() -> answers("sv", "status", service.toString()));
      }
      case "supervisor" -> {
        needs("/usr/bin/supervisord");
        Path file = folder.resolve("supervisord.conf");
        Files.writeString(file, SUPERVISED.replace("FOLDER", folder.toString()));
        manager("/usr/bin/supervisord", "--nodaemon", "-c", file.toString());
        Patient.await(() -> Files.exists(folder.resolve("socket")));
      }
      default -> script("control", CONTROL);
    }
  }

  private static void needs(String program) {
    assumeTrue(
        Files.isExecutable(Path.of(program)) || Boolean.getBoolean("clarity.ci"),
        program + " is not installed");
  }

  private void script(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, content.replace("FOLDER", folder.toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void manager(String... command) throws IOException {
    managers.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("manager.log").toFile())
            .start());
  }

  private static boolean answers(String... command) {
    try {
      Process asked =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      return asked.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How an inventory names its manager, and it there. */
  String manager(String unit) {
    String rest =
        switch (kind) {
          case "runit" -> "'unit': 'FOLDER/services/UNIT'";
          case "supervisor" -> "'unit': 'UNIT', 'path': 'FOLDER/supervisord.conf'";
          case "command" ->
              "'start': ['FOLDER/run'], 'stop': ['FOLDER/control', 'stop'], 'status': ['FOLDER/control', 'status']";
          default -> "'unit': 'UNIT'";
        };
    return ("{'manager': {'kind': '" + kind + "', " + rest + "}}")
        .replace("UNIT", unit)
        .replace("FOLDER", folder.toString())
        .replace('\'', '"');
  }

  /** A file of its folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** The processes that it was, in order. */
  List<String> starts() throws IOException {
    return Files.exists(file("starts")) ? Files.readAllLines(file("starts")) : List.of();
  }

  /** Whether its process is there. */
  boolean runs() throws IOException {
    return Files.exists(file("pid"))
        && ProcessHandle.of(Long.parseLong(Files.readString(file("pid")).strip()))
            .map(ProcessHandle::isAlive)
            .orElse(false);
  }

  private Command here(Command command) {
    List<String> arguments = new ArrayList<>(command.arguments());
    if (arguments.get(0).equals("systemctl")) {
      arguments.set(0, file("control").toString());
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

  /** Ends the manager and what it runs. */
  @Override
  public void close() throws IOException, InterruptedException {
    for (Process manager : managers) {
      manager.destroy();
      if (!manager.waitFor(10, TimeUnit.SECONDS)) {
        manager.destroyForcibly();
      }
    }
    if (kind.equals("runit")) {
      // What runsvdir had started goes on without it.
      new ProcessBuilder("/usr/bin/sv", "-w", "10", "exit", folder.resolve("services/a").toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
    if (managers.isEmpty() && runs()) {
      ProcessHandle.of(Long.parseLong(Files.readString(file("pid")).strip()))
          .filter(process -> process.pid() != ProcessHandle.current().pid())
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
