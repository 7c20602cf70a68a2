package org.clarityos.heal.monitor;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.KernelMessage;

/** The monitor of the kernel log: a stream, from its end on. */
public final class KernelLogMonitor implements Monitor {
  private static final int RECORD = 8192;
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final Map<String, Pattern> TYPES =
      Map.of(
          "oops",
              Pattern.compile(
                  "(?:BUG: (?!soft lockup|workqueue)|Oops: |general protection fault)(.*)"),
          "oom-kill", Pattern.compile("Killed process \\d+ \\(([^)]+)\\)"),
          "io-error", Pattern.compile("I/O error, dev (\\w+)"),
          "ext4-error", Pattern.compile("EXT4-fs error \\(device ([^)]+)\\)"),
          "xfs-error", Pattern.compile("XFS \\(([^)]+)\\): .*(?:[Ss]hut|[Cc]orrupt)"),
          "hung-task", Pattern.compile("INFO: task (\\S+) blocked for more than"),
          "soft-lockup", Pattern.compile("soft lockup - CPU#(\\d+)"),
          "segfault", Pattern.compile("(\\S+)\\[\\d+\\]: segfault"));
  private final Path log;

  /** A monitor of a log device such as {@code /dev/kmsg}. */
  public KernelLogMonitor(Path log) {
    this.log = log;
  }

  @Override
  public void start(Watch watch) throws CannotWatch {
    if (!Files.isReadable(log)) {
      throw new CannotWatch(log + " cannot be read; it needs CAP_SYSLOG or dmesg_restrict=0");
    }
    watch.stream("kernel log", () -> read(watch));
  }

  private void read(Watch watch) throws IOException {
    String host = watch.inventory().resolve("host:" + watch.inventory().host());
    double uptime = Double.parseDouble(Files.readString(UPTIME).split(" ", 2)[0]);
    try (FileInputStream in = new FileInputStream(log.toFile())) {
      byte[] record = new byte[RECORD];
      while (!Thread.currentThread().isInterrupted()) {
        int count = in.read(record);
        if (count < 0 || Thread.currentThread().isInterrupted()) {
          return;
        }
        String line = new String(record, 0, count, StandardCharsets.UTF_8);
        String[] prefix = line.split("[,;]", 4);
        // Records from before our start are history, not news.
        if (prefix.length == 4 && Long.parseLong(prefix[2]) / 1e6 >= uptime) {
          parse(host, line, watch.clock().millis()).ifPresent(watch::observe);
        }
      }
    }
  }

  /** The message that a log record says; empty when it is of no known type. */
  static Optional<KernelMessage> parse(String host, String record, long at) {
    String text = record.substring(record.indexOf(';') + 1).lines().findFirst().orElse("");
    for (var type : new java.util.TreeMap<>(TYPES).entrySet()) {
      Matcher matcher = type.getValue().matcher(text);
      if (matcher.find()) {
        String subject = matcher.group(1).trim();
        return Optional.of(
            new KernelMessage(
                host,
                type.getKey(),
                subject,
                text.substring(0, Math.min(1000, text.length())),
                at,
                "kmsg"));
      }
    }
    return Optional.empty();
  }
}
