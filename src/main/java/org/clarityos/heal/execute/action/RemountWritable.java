package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.playbook.Effect;

/** The action {@code filesystem.remount-writable}. */
public final class RemountWritable implements Action<Action.None> {
  @Override
  public String name() {
    return "filesystem.remount-writable";
  }

  @Override
  public String summary() {
    return "Mounts a filesystem writable again that was remounted read-only.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.REVERSIBLE;
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(FilesystemState.class, "status", FilesystemState.Status.WRITABLE));
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.MOUNT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    Path mount = declared(context);
    return Preview.of("remounts " + mount + " writable")
        .seeing("now: " + Mounts.mounted(context, mount, "OPTIONS").orElse("not mounted"));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    Path mount = declared(context);
    var result =
        context
            .hands()
            .commands()
            .run(
                new CommandRunner.Command(
                    List.of("/bin/mount", "-o", "remount,rw", mount.toString()),
                    "",
                    Path.of("/"),
                    Map.of(),
                    Optional.empty(),
                    Duration.ofSeconds(5)));
    if (result.exitCode() != 0) {
      throw new ActionFailed("remounting " + mount + ": " + result.output().trim());
    }
    return "remounted " + mount;
  }

  private static Path declared(ActionContext context) throws ActionFailed {
    return context
        .component()
        .mount()
        .orElseThrow(() -> new ActionFailed("the inventory declares no mount"));
  }
}
