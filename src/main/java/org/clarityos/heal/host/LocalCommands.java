package org.clarityos.heal.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The runner of commands on this host: argument lists, a minimal environment, no shell. */
public final class LocalCommands implements CommandRunner {
  private static final int MOST_OUTPUT = 64 * 1024;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  @Override
  public Result run(Command command) throws InterruptedException {
    Process process;
    try {
      process = builder(command, List.of()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage()));
    }
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        return new Result(-1, "ended after " + command.timeout().toMillis() + " ms");
      }
      return new Result(process.exitValue(), output.get(1, TimeUnit.SECONDS));
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      return new Result(process.isAlive() ? -1 : process.exitValue(), "");
    } catch (InterruptedException e) {
      end(process);
      throw e;
    }
  }

  @Override
  public long launch(Command command) throws IOException {
    List<String> session =
        Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
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
    if (!command.user().isEmpty() && !command.user().equals(System.getProperty("user.name"))) {
      arguments.addAll(
          List.of("setpriv", "--reuid", command.user(), "--init-groups", "--"));
    }
    arguments.addAll(command.arguments());
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.directory(command.directory().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LANG", "C.UTF-8");
    environment.putAll(command.environment());
    return builder;
  }

  private static String read(Process process) {
    try (InputStream in = process.getInputStream()) {
      byte[] bytes = in.readNBytes(MOST_OUTPUT);
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
