package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process and its descendants use.
 *
 * @param rssBytes resident memory
 * @param threads threads
 * @param descriptors open descriptors of the process that is nearest to its limit
 * @param descriptorLimit that process's limit
 * @param cpuSeconds processor time used so far
 */
public record ProcessUse(
    long rssBytes, long threads, long descriptors, long descriptorLimit, double cpuSeconds) {
  /** Clock ticks a second in {@code proc(5)}: USER_HZ, 100 on every architecture Java runs on. */
  static final double TICKS_PER_SECOND = 100;

  private static final int DEEPEST = 8;

  /** Open descriptors as a share of the limit, 0..1. */
  public double descriptorRatio() {
    return descriptorLimit == 0 ? 0 : (double) descriptors / descriptorLimit;
  }

  static Optional<ProcessUse> of(Path proc, long pid) {
    return of(proc, pid, 0);
  }

  private static Optional<ProcessUse> of(Path proc, long pid, int depth) {
    Path folder = proc.resolve(Long.toString(pid));
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
      String[] open = folder.resolve("fd").toFile().list();
      ProcessUse use =
          new ProcessUse(
              resident(folder),
              Long.parseLong(fields[17]),
              open == null ? 0 : open.length,
              limit(folder),
              cpu);
      Path children = folder.resolve("task/" + pid + "/children");
      if (depth < DEEPEST && Files.exists(children)) {
        for (String child : Files.readString(children).trim().split(" ", -1)) {
          if (!child.isEmpty()) {
            use = of(proc, Long.parseLong(child), depth + 1).map(use::and).orElse(use);
          }
        }
      }
      return Optional.of(use);
    } catch (IOException | NumberFormatException e) {
      // It ended between two reads.
      return Optional.empty();
    }
  }

  private ProcessUse and(ProcessUse other) {
    ProcessUse nearest = descriptorRatio() >= other.descriptorRatio() ? this : other;
    return new ProcessUse(
        rssBytes + other.rssBytes,
        threads + other.threads,
        nearest.descriptors,
        nearest.descriptorLimit,
        cpuSeconds + other.cpuSeconds);
  }

  private static long resident(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static long limit(Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("limits"))) {
      String[] words = line.trim().split("\\s+", -1);
      if (line.startsWith("Max open files") && words[3].matches("\\d+")) {
        return Long.parseLong(words[3]);
      }
    }
    return 0;
  }
}
