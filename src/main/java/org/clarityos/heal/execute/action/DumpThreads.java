package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code jvm.thread-dump}. */
public final class DumpThreads extends Described<Action.None> {
  /** The action. */
  public DumpThreads() {
    super(
        "jvm.thread-dump",
        "Keeps what each thread of the component's Java virtual machine does and waits for, at most 4 MiB.",
        None.class,
        Safety.READ_ONLY,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Preview.of("writes what each thread of its machine does to the execution's own folder")
        .seeing("now: " + Jvms.of(context));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    try {
      Path file = machine.file("thread-dump.txt");
      machine.ask(file, "Thread.print", "-l");
      return "kept the threads of " + machine + ", " + Files.size(file) + " bytes";
    } catch (IOException e) {
      throw new ActionFailed("the threads cannot be kept: " + e, e);
    }
  }
}
