package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code filesystem.check}. */
public final class CheckFilesystem extends Described<Action.None> {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** Of e2fsck's exit codes: faults were corrected (1), and the host should be restarted (2). */
  private static final int CORRECTED = 3;

  /** The action. */
  public CheckFilesystem() {
    super(
        "filesystem.check",
        "Checks and mends the filesystem on the component's allowed device, ext2 to ext4 or xfs; refused while it is mounted.",
        None.class,
        Safety.DESTRUCTIVE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    String device = Mounts.device(context).toString();
    refuseMounted(context, device);
    return Preview.of("checks the filesystem on " + device + ", and mends what needs no question");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    String device = Mounts.device(context).toString();
    refuseMounted(context, device);
    String type = Programs.run(context, "blkid", "-p", "-o", "value", "-s", "TYPE", device);
    return switch (type) {
      case "ext2", "ext3", "ext4" -> ext(context, device);
      case "xfs" -> xfs(context, device);
      default -> throw new ActionFailed(device + " holds " + type + ", which is not known here");
    };
  }

  private static void refuseMounted(ActionContext context, String device)
      throws ActionFailed, InterruptedException {
    var mounted = Programs.ask(context, "findmnt", "-rn", "-o", "TARGET", "--source", device);
    if (mounted.exitCode() == 0) {
      throw new ActionFailed(
          device
              + " is mounted at "
              + mounted.output().trim()
              + "; unmount it before it is checked");
    }
  }

  private static String ext(ActionContext context, String device)
      throws ActionFailed, InterruptedException {
    // -f looks also when it is marked clean; -p mends only what can be mended without a question.
    var result = Programs.ask(context, LIMIT, List.of("e2fsck", "-f", "-p", device));
    if ((result.exitCode() & ~CORRECTED) != 0) {
      throw new ActionFailed(device + " needs a person: " + Programs.words(result));
    }
    return device + (result.exitCode() == 0 ? " has no faults" : " had faults; they are corrected");
  }

  private static String xfs(ActionContext context, String device)
      throws ActionFailed, InterruptedException {
    if (Programs.ask(context, LIMIT, List.of("xfs_repair", "-n", device)).exitCode() == 0) {
      return device + " has no faults";
    }
    Programs.run(context, LIMIT, List.of("xfs_repair", device));
    return device + " had faults; they are corrected";
  }
}
