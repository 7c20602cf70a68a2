package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ProcessInfo;

/** The action {@code evidence.save}. */
public final class SaveEvidence implements Action<Action.None> {
  @Override
  public String name() {
    return "evidence.save";
  }

  @Override
  public String summary() {
    return "Keeps what tells of the illness: process status, limits, open files, and threads of a Java process that is not paused.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.READ_ONLY;
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    Optional<ProcessInfo> main = context.hands().processes().main(context.process());
    if (main.isEmpty()) {
      return "the process has gone; there is nothing to keep";
    }
    long pid = main.get().pid();
    try {
      Files.createDirectories(context.keep());
      for (String name : List.of("status", "limits", "stat")) {
        Files.write(
            context.keep().resolve(name),
            Files.readAllBytes(Path.of("/proc", Long.toString(pid), name)));
      }
      if (main.get().commandLine().contains("java") && main.get().state() != 'T') {
        var dump =
            context
                .hands()
                .commands()
                .run(
                    new CommandRunner.Command(
                        List.of(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                            Long.toString(pid),
                            "Thread.print"),
                        context.process().user(),
                        Path.of("/"),
                        Map.of(),
                        Optional.empty(),
                        Duration.ofSeconds(2)));
        Files.writeString(context.keep().resolve("threads"), dump.output());
      }
    } catch (IOException e) {
      return "the process went while its evidence was kept: " + e.getMessage();
    }
    return "evidence of process " + pid + " kept";
  }
}
