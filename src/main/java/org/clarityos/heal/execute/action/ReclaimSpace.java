package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.Reclaim;
import org.clarityos.heal.playbook.Effect;

/** The action {@code file.reclaim}. */
public final class ReclaimSpace implements Action<Action.None> {
  @Override
  public String name() {
    return "file.reclaim";
  }

  @Override
  public String summary() {
    return "Deletes files that the inventory declares expendable, oldest first.";
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
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    List<Path> files = new ArrayList<>();
    for (Reclaim reclaim : context.component().reclaim()) {
      try {
        files.addAll(expendable(reclaim));
      } catch (IOException e) {
        throw new ActionFailed(reclaim.directory() + " cannot be read: " + e, e);
      }
    }
    return Preview.of("deletes " + Looks.expendable(context.component().reclaim()))
        .seeing(Looks.files(files));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    long bytes = 0;
    int count = 0;
    for (Reclaim reclaim : context.component().reclaim()) {
      try {
        List<Path> files = expendable(reclaim);
        for (Path file : files) {
          long size = Files.size(file);
          if (Files.deleteIfExists(file)) {
            bytes += size;
            count++;
          }
        }
      } catch (IOException e) {
        throw new ActionFailed(reclaim.directory() + " cannot be cleaned: " + e, e);
      }
    }
    return "deleted " + count + " files, " + bytes + " bytes";
  }

  private static List<Path> expendable(Reclaim reclaim) throws ActionFailed, IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Guarded.path(reclaim.directory()), reclaim.glob())) {
      for (Path file : found) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          files.add(file);
        }
      }
    }
    files.sort(Comparator.comparing(file -> file.toFile().lastModified()));
    return files.subList(0, Math.max(0, files.size() - reclaim.keep()));
  }
}
