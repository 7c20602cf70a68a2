package org.clarityos.heal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** The files that executions kept: evidence, and copies of what they changed. */
public final class EvidenceFiles {
  private final Jdbi jdbi;
  private final Path folder;

  /**
   * A file that an execution kept.
   *
   * @param plan the id of its plan
   * @param component the component it acted on; empty when the database does not know the plan any more
   * @param incident the incident it acted for; empty when the database does not know the plan any more
   * @param file the file's name
   * @param bytes how long it is
   * @param at when it was written, in milliseconds since the epoch
   */
  public record Kept(
      String plan, String component, String incident, String file, long bytes, long at) {}

  private record Plan(String component, String incident) {
    static final Plan FORGOTTEN = new Plan("", "");
  }

  /**
   * The files of the executions of a migrated database.
   *
   * @param folder the folder in which each execution has one of its own, by the id of its plan
   */
  public EvidenceFiles(Jdbi jdbi, Path folder) {
    this.jdbi = jdbi;
    this.folder = folder;
  }

  /** All that are kept, by plan and name. */
  public List<Kept> list() throws IOException {
    List<Kept> all = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      for (Path plan : in(folder)) {
        if (Files.isDirectory(plan, LinkOption.NOFOLLOW_LINKS)) {
          all.addAll(of(plan));
        }
      }
    }
    return all;
  }

  private List<Kept> of(Path folder) throws IOException {
    String id = folder.getFileName().toString();
    Plan plan = plan(id);
    List<Kept> kept = new ArrayList<>();
    for (Path file : in(folder)) {
      // A link might lead out of the folder.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        kept.add(
            new Kept(
                id,
                plan.component(),
                plan.incident(),
                file.getFileName().toString(),
                Files.size(file),
                Files.getLastModifiedTime(file).toMillis()));
      }
    }
    return kept;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private Plan plan(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select component, incident from execution where plan_id = ?", id)
                .map((row, context) -> new Plan(row.getString(1), row.getString(2)))
                .findFirst()
                .orElse(Plan.FORGOTTEN));
  }

  /** The file of a name; empty when none is kept under just that. */
  public Optional<Kept> find(String plan, String file) throws IOException {
    return list().stream()
        .filter(kept -> kept.plan().equals(plan) && kept.file().equals(file))
        .findFirst();
  }

  /** Where a file is. */
  public Path path(Kept kept) {
    return folder.resolve(kept.plan()).resolve(kept.file());
  }
}
