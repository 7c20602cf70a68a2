package org.clarityos.heal.host;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The runner of commands on this host: argument lists, a minimal environment, no shell. */
public final class LocalCommands implements CommandRunner {
  private static final int MOST_OUTPUT = 64 * 1024;
  private static final int MOST_IN_FILE = 4 * 1024 * 1024;

  /** Shorter values are no secrets, and words that are needed to understand what was said. */
  private static final int SHORTEST_SECRET = 6;

  private static final long LAST_OUTPUT_MILLIS = 200;
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @Override
  public Result run(Command command) throws InterruptedException {
    Process process;
    try {
      process = builder(command, List.of()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(-1, "it did not start: " + e.getMessage());
    }
    Output output =
        new Output(
            process.getInputStream(), command.output().isPresent() ? MOST_IN_FILE : MOST_OUTPUT);
    Thread reader = new Thread(output, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        String limit = "ended after " + command.timeout().toMillis() + " ms";
        return told(command, -1, (output.text() + "\n" + limit).trim());
      }
      // A child that stays behind may hold the pipe open: what it says later is not waited for.
      reader.join(LAST_OUTPUT_MILLIS);
      return told(command, process.exitValue(), output.text());
    } catch (InterruptedException e) {
      end(process);
      throw e;
    }
  }

  /** What a command said, without what it was given in its environment. */
  private static Result told(Command command, int exitCode, String output) {
    String said = output;
    for (String value : command.environment().values()) {
      if (value.length() >= SHORTEST_SECRET) {
        said = said.replace(value, "***");
      }
    }
    if (command.output().isPresent()) {
      try {
        Files.writeString(command.output().get(), said);
      } catch (IOException e) {
        return new Result(-1, "what it said cannot be written: " + e);
      }
    }
    return new Result(exitCode, said.substring(0, Math.min(said.length(), MOST_OUTPUT)));
  }

  @Override
  public long launch(Command command) throws IOException {
    List<String> session = Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
    ProcessBuilder builder = builder(command, session);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        command
            .output()
            .map(file -> ProcessBuilder.Redirect.appendTo(file.toFile()))
            .orElse(ProcessBuilder.Redirect.DISCARD));
    return builder.start().pid();
  }

  private static ProcessBuilder builder(Command command, List<String> before) {
    List<String> arguments = new ArrayList<>(before);
    String self = System.getProperty("user.name", "");
    if (!command.user().isEmpty() && !command.user().equals(self)) {
      arguments.addAll(as(command.user()));
    }
    arguments.addAll(command.arguments());
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.directory(command.directory().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", command.directory().toString());
    environment.putAll(command.environment());
    return builder;
  }

  private static List<String> as(String user) {
    return Files.isExecutable(SETPRIV)
        ? List.of(SETPRIV.toString(), "--reuid=" + user, "--regid=" + user, "--init-groups", "--")
        : List.of("runuser", "-u", user, "--");
  }

  private static void end(Process process) {
    List<ProcessHandle> tree = process.descendants().toList();
    process.destroyForcibly();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  /** The first part of a stream, read to its end so that the writer is never held up. */
  private static final class Output implements Runnable {
    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output(InputStream in, int most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try (in) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          synchronized (bytes) {
            bytes.write(buffer, 0, Math.min(count, most - bytes.size()));
          }
        }
      } catch (IOException e) {
        // The process was ended: what it said until then is what there is.
      }
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }
}
