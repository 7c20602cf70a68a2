package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.clarityos.heal.inventory.Component.Reclaim;

/** What previews share: processes, files and commands as people read them. */
final class Looks {
  private static final int MOST_SHOWN = 10;
  private static final int HASH_SHOWN = 12;
  private static final long MOST_HASHED = 16L << 20;

  private Looks() {}

  /** Which processes there are now. */
  static String processes(List<ProcessInfo> processes) {
    if (processes.isEmpty()) {
      return "no process of it runs now";
    }
    return "now: " + some(processes.stream().map(p -> "process " + p.pid()).toList());
  }

  /** Some of many, and how many more. */
  static String some(List<String> all) {
    String first = all.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
    int more = all.size() - MOST_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** A command with whom it runs as. */
  static String command(List<String> arguments, ProcessSpec spec) {
    String user = spec.user().isEmpty() ? "" : " as " + spec.user();
    return String.join(" ", arguments) + user + " in " + spec.directory();
  }

  /** A file's content by its hash, or that it is not there. */
  static String content(Path file) throws ActionFailed {
    try {
      if (!Files.isRegularFile(file)) {
        return "nothing";
      }
      long size = Files.size(file);
      return size > MOST_HASHED ? size + " bytes" : content(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be read: " + e, e);
    }
  }

  /** Some bytes by their hash. */
  static String content(byte[] bytes) {
    return "sha256 " + Ids.sha256(bytes).substring(0, HASH_SHOWN);
  }

  /** How large a file is. */
  static String size(Path file) throws ActionFailed {
    try {
      return "now: " + Files.size(file) + " bytes";
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be looked at: " + e, e);
    }
  }

  /** What the inventory declares expendable. */
  static String expendable(List<Reclaim> reclaims) {
    return some(
        reclaims.stream()
            .map(
                reclaim ->
                    "%s of %s but the newest %d"
                        .formatted(reclaim.glob(), reclaim.directory(), reclaim.keep()))
            .toList());
  }

  /** Which files there are now, and how large they are together. */
  static String files(List<Path> files) throws ActionFailed {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be looked at: " + e, e);
      }
    }
    String names = some(files.stream().map(Path::toString).toList());
    return "now: %d files, %d bytes%s"
        .formatted(files.size(), bytes, names.isEmpty() ? "" : ": " + names);
  }
}
