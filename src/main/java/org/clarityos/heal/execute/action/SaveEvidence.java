package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessUse;

/** The action {@code evidence.save}. */
public final class SaveEvidence implements Action<Action.None> {
  /** Users wait for the restart that follows; a healthy process answers within 0.3 s. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private static final double MOST_DESCRIPTORS = 0.7;

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

  /** Whether it is a Java process that can give a thread dump: that takes a descriptor of its own. */
  private static boolean answers(ProcessInfo process, ActionContext context) {
    double descriptors =
        context.hands().processes().use(process.pid()).map(ProcessUse::descriptorRatio).orElse(0.0);
    return process.commandLine().contains("java")
        && process.state() != 'T'
        && descriptors < MOST_DESCRIPTORS;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Preview.of(
            "copies status, limits and stat of its main process, and its threads if it is Java's and answers, to the execution's own folder")
        .seeing(
            Looks.processes(context.hands().processes().main(context.process()).stream().toList()));
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
      if (answers(main.get(), context)) {
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
                        LIMIT));
        Files.writeString(context.keep().resolve("threads"), dump.output());
      }
    } catch (IOException e) {
      return "the process went while its evidence was kept: " + e.getMessage();
    }
    return "evidence of process " + pid + " kept";
  }
}
