package org.clarityos.heal.drill.patient;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A keeper that starts a program again and again, as long as its pid file names no living process.
 */
final class Keeper {
  private static final int PAUSE_MILLIS = 200;

  private Keeper() {}

  /**
   * Keeps the program of a file: the pid file's path on the first line, then an argument a line.
   */
  static void run(Path file) throws IOException, InterruptedException {
    List<String> lines = Files.readAllLines(file);
    Path pidFile = Path.of(lines.get(0));
    List<String> command = lines.subList(1, lines.size());
    while (true) {
      if (!kept(pidFile)) {
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(pidFile + ".keeper.log")))
            .start()
            .waitFor();
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean kept(Path pidFile) throws IOException {
    return Files.exists(pidFile)
        && Files.exists(Path.of("/proc", Files.readString(pidFile).trim()));
  }
}
