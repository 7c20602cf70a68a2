package org.clarityos.heal.drill;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starting and ending of processes that belong to a drill, and of no other. */
final class Spawn {
  private Spawn() {}

  /** Starts a command in a session of its own, as a boot or a person would. */
  static Process start(List<String> command, Path log) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("setsid"));
    arguments.addAll(command);
    return new ProcessBuilder(arguments)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Runs a command to its end. */
  static int run(List<String> command, Path log) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start()
        .waitFor();
  }

  /** Whether a process lives. */
  static boolean alive(long pid) {
    return state(pid) != 'Z';
  }

  /** The state of a process as proc(5) tells it; Z when it has ended. */
  static char state(long pid) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), "stat");
      String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return 'Z';
    }
  }

  /** Kills a process and its descendants. */
  static void kill(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              List<ProcessHandle> children = process.descendants().toList();
              process.destroyForcibly();
              children.forEach(ProcessHandle::destroyForcibly);
            });
  }

  /** The processes whose command line names a folder, this one left out. */
  static List<Long> naming(Path folder) throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        if (pid != ProcessHandle.current().pid()
            && commandLine(entry).contains(folder.toString())) {
          found.add(pid);
        }
      }
    }
    return found;
  }

  private static String commandLine(Path entry) {
    try {
      return new String(Files.readAllBytes(entry.resolve("cmdline")), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
