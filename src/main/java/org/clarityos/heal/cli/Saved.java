package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The look at folders that tells which of their rules, cases, playbooks and recordings were saved. */
final class Saved {
  private static final List<String> ENDINGS = List.of(".drl", ".yaml", ".gz");

  private final List<Path> folders;
  private Map<Path, String> told;
  private Map<Path, String> last;

  /** A look at folders as they are now. */
  Saved(List<Path> folders) throws IOException {
    this.folders = List.copyOf(folders);
    this.told = stamps();
    this.last = told;
  }

  /**
   * The files that were saved, made or deleted since they were last told; none while somebody is
   * still writing: two looks in a row have to see the same.
   */
  Set<Path> look() throws IOException {
    Map<Path, String> now = stamps();
    boolean settled = now.equals(last);
    last = now;
    Set<Path> changed = new TreeSet<>();
    if (settled) {
      now.forEach((file, stamp) -> note(changed, file, !stamp.equals(told.get(file))));
      told.keySet().forEach(file -> note(changed, file, !now.containsKey(file)));
      told = now;
    }
    return changed;
  }

  private static void note(Set<Path> changed, Path file, boolean differs) {
    if (differs) {
      changed.add(file);
    }
  }

  private Map<Path, String> stamps() throws IOException {
    Map<Path, String> stamps = new HashMap<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(Saved::counts).toList()) {
            stamp(file, stamps);
          }
        }
      }
    }
    return stamps;
  }

  /** What editors write beside a file, such as {@code .name.swp}, is nobody's rule. */
  private static boolean counts(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static void stamp(Path file, Map<Path, String> stamps) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.put(file, now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
    } catch (NoSuchFileException e) {
      // It was deleted between two breaths; the next look sees that it is gone.
      stamps.remove(file);
    }
  }
}
