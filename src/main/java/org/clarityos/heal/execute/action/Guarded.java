package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.inventory.Component;

/** What file actions share: which paths nobody may touch, and whether one really is where it says. */
final class Guarded {
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/bin"),
          Path.of("/boot"),
          Path.of("/dev"),
          Path.of("/lib"),
          Path.of("/lib64"),
          Path.of("/proc"),
          Path.of("/sbin"),
          Path.of("/sys"),
          Path.of("/usr"),
          Path.of("/etc/passwd"),
          Path.of("/etc/shadow"),
          Path.of("/etc/group"),
          Path.of("/etc/sudoers"),
          Path.of("/etc/ssh"));

  private Guarded() {}

  /**
   * A regular file that may be touched, with all links before it followed.
   *
   * @throws ActionFailed when it is a link itself, no file, or the system's
   */
  static Path file(Path path) throws ActionFailed {
    Path real = path(path);
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new ActionFailed(path + " is no regular file");
    }
    return real;
  }

  /** A file or folder that may be touched. */
  static Path path(Path path) throws ActionFailed {
    try {
      if (Files.isSymbolicLink(path)) {
        throw new ActionFailed(path + " is a link; what it leads to may be anybody's");
      }
      Path real = path.toRealPath();
      if (real.getNameCount() < 2 || SYSTEM.stream().anyMatch(real::startsWith)) {
        throw new ActionFailed(real + " is the system's; it is not touched");
      }
      return real;
    } catch (IOException e) {
      throw new ActionFailed(path + " is not there: " + e, e);
    }
  }

  /** Whether a path is configuration or data of any component. */
  static boolean declared(ActionContext context, Path real) {
    return context.inventory().components().stream().anyMatch(c -> holds(c, real));
  }

  private static boolean holds(Component component, Path real) {
    return component.configuration().stream().anyMatch(c -> same(c.path(), real))
        || component.data().stream().anyMatch(data -> same(data, real));
  }

  private static boolean same(Path declared, Path real) {
    try {
      return real.startsWith(declared.toRealPath());
    } catch (IOException e) {
      return real.startsWith(declared);
    }
  }

  /** A log of the component that is declared, as it is named there. */
  static Path log(ActionContext context, Path wanted) throws ActionFailed {
    List<Path> logs = context.component().logs().stream().map(Component.LogFile::path).toList();
    if (!logs.contains(wanted.normalize())) {
      throw new ActionFailed(
          wanted + " is no declared log of " + context.component().id() + "; there are " + logs);
    }
    return file(wanted.normalize());
  }
}
