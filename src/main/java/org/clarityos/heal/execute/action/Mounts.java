package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What actions on mounts share: what the inventory declares, and what is mounted there now. */
final class Mounts {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Mounts() {}

  /** The mount point, which must be there and not the system's. */
  static Path point(ActionContext context) throws ActionFailed {
    Path declared =
        context
            .component()
            .mount()
            .orElseThrow(
                () ->
                    new ActionFailed(
                        "the inventory declares no mount for " + context.component().id()));
    return Guarded.path(declared);
  }

  /** The block device that may be mounted. */
  static Path device(ActionContext context) throws ActionFailed {
    return context
        .component()
        .allows()
        .device()
        .orElseThrow(
            () ->
                new ActionFailed("the inventory allows no device for " + context.component().id()));
  }

  /** A column of findmnt about what is mounted at a point; empty when nothing is. */
  static Optional<String> mounted(ActionContext context, Path point, String column)
      throws InterruptedException {
    var result =
        Programs.ask(context, "findmnt", "-rn", "-o", column, "--mountpoint", point.toString());
    // The last line is the mount on top, where several lie upon each other.
    return result.exitCode() == 0 ? result.output().lines().reduce((a, b) -> b) : Optional.empty();
  }

  static void mount(ActionContext context, String device, Path point, String options)
      throws ActionFailed, InterruptedException {
    Programs.run(context, LIMIT, List.of("mount", "-o", options, device, point.toString()));
  }

  static void unmount(ActionContext context, Path point, boolean lazy)
      throws ActionFailed, InterruptedException {
    List<String> arguments =
        lazy ? List.of("umount", "--lazy", point.toString()) : List.of("umount", point.toString());
    var result = Programs.ask(context, LIMIT, arguments);
    if (result.output().contains("busy")) {
      throw new ActionFailed(
          point + " is busy; stop what uses it, or say lazy: true to detach it all the same");
    }
    if (result.exitCode() != 0) {
      throw new ActionFailed(point + " cannot be unmounted: " + Programs.words(result));
    }
  }
}
