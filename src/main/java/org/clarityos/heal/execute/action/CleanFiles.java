package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.Reclaim;

/** The action {@code file.clean}. */
public final class CleanFiles extends Described<CleanFiles.Parameters> {
  /**
   * Which of the expendable files go.
   *
   * @param olderThan how long ago they were last written
   * @param atMost how many are deleted at once; 1000 when it is not said
   */
  public record Parameters(@JsonProperty(required = true) Duration olderThan, int atMost) {
    private static final int DEFAULT = 1000;

    /** Fills in the default, and checks that fresh files stay. */
    public Parameters {
      atMost = atMost == 0 ? DEFAULT : atMost;
      if (olderThan.compareTo(Duration.ofMinutes(1)) < 0) {
        throw new IllegalArgumentException("olderThan is below 1m; such files may be in use");
      }
      if (atMost < 1) {
        throw new IllegalArgumentException("atMost is " + atMost + "; it is 1 or more");
      }
    }
  }

  /** The action. */
  public CleanFiles() {
    super(
        "file.clean",
        "Deletes files by age that the inventory declares expendable, as many as its policy lets go.",
        Parameters.class,
        Safety.DESTRUCTIVE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    List<Path> files = due(parameters, context);
    return Preview.of(
            "deletes %s last written more than %d s before, at most %d"
                .formatted(
                    Looks.expendable(context.component().reclaim()),
                    parameters.olderThan().toSeconds(),
                    parameters.atMost()))
        .seeing(Looks.files(files));
  }

  @Override
  public String run(Parameters parameters, ActionContext context) throws ActionFailed {
    long bytes = 0;
    List<Path> due = due(parameters, context);
    for (Path file : due) {
      bytes += delete(file);
    }
    return "deleted " + due.size() + " files, " + bytes + " bytes";
  }

  /** What goes, as things stand. */
  private static List<Path> due(Parameters parameters, ActionContext context) throws ActionFailed {
    if (context.component().reclaim().isEmpty()) {
      throw new ActionFailed(
          "the inventory declares nothing expendable for " + context.component().id());
    }
    Instant before = context.hands().clock().instant().minus(parameters.olderThan());
    List<Path> due = new ArrayList<>();
    for (Reclaim reclaim : context.component().reclaim()) {
      due.addAll(expendable(reclaim, before));
    }
    return due.subList(0, Math.min(parameters.atMost(), due.size()));
  }

  private static long delete(Path file) throws ActionFailed {
    try {
      long size = Files.size(file);
      return Files.deleteIfExists(file) ? size : 0;
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be deleted: " + e, e);
    }
  }

  private static List<Path> expendable(Reclaim reclaim, Instant before) throws ActionFailed {
    Path folder = Guarded.path(reclaim.directory());
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, reclaim.glob())) {
      for (Path file : found) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          files.add(file);
        }
      }
    } catch (IOException e) {
      throw new ActionFailed(folder + " cannot be read: " + e, e);
    }
    files.sort(Comparator.comparing(CleanFiles::written));
    return files.subList(0, Math.max(0, files.size() - reclaim.keep())).stream()
        .filter(file -> written(file).isBefore(before))
        .toList();
  }

  private static Instant written(Path file) {
    return Instant.ofEpochMilli(file.toFile().lastModified());
  }
}
