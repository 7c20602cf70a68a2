package org.clarityos.heal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What is kept of plans that have ended: their rows, and the folders of their evidence and copies. */
public final class PastPlans {
  private final Jdbi jdbi;
  private final Path folders;

  /**
   * The past plans of a migrated database.
   *
   * @param folders holds a folder for each plan
   */
  public PastPlans(Jdbi jdbi, Path folders) {
    this.jdbi = jdbi;
    this.folders = folders;
  }

  /** Removes all of plans that ended before a time, and outcomes of before it; what has not ended stays. */
  public void forget(long before) throws IOException {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "delete from execution_step where plan_id in (select plan_id from execution"
                  + " where status <> 'running' and told = true and ended < ?)",
              before);
          handle.execute(
              "delete from execution where status <> 'running' and told = true and ended < ?",
              before);
          handle.execute("delete from playbook_outcome where at < ?", before);
        });
    if (Files.isDirectory(folders)) {
      try (Stream<Path> all = Files.list(folders)) {
        for (Path folder : all.filter(Files::isDirectory).toList()) {
          if (Files.getLastModifiedTime(folder).toMillis() < before && !known(folder)) {
            remove(folder);
          }
        }
      }
    }
  }

  private boolean known(Path folder) {
    String plan = String.valueOf(folder.getFileName());
    return jdbi.withHandle(handle -> known(handle, plan));
  }

  private static boolean known(Handle handle, String plan) {
    return handle
        .select("select plan_id from execution where plan_id = ?", plan)
        .mapTo(String.class)
        .findFirst()
        .isPresent();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : inside) {
        Files.delete(file);
      }
    }
  }
}
