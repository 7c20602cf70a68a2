package org.clarityos.heal.monitor;

import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.LogFile;

/** The monitor of log files: follows them from their end, across rotation, and tells lines that match a pattern. */
public final class LogMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int MOST_BYTES = 1 << 20;

  @Override
  public void start(Watch watch) {
    GrokCompiler compiler = GrokCompiler.newInstance();
    compiler.registerDefaultPatterns();
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      for (LogFile file : component.logs()) {
        Map<String, Grok> patterns = new TreeMap<>();
        file.patterns().forEach((name, text) -> patterns.put(name, compiler.compile(text)));
        Tail tail = new Tail(file.path(), patterns);
        watch.every(LOOK, "log " + file.path(), () -> tail.look(watch, id));
      }
    }
  }

  private static final class Tail {
    private final Path path;
    private final Map<String, Grok> patterns;
    private long position = -1;

    Tail(Path path, Map<String, Grok> patterns) {
      this.path = path;
      this.patterns = patterns;
    }

    void look(Watch watch, String id) throws IOException {
      if (!Files.exists(path)) {
        return;
      }
      long size = Files.size(path);
      if (position < 0) {
        position = size;
      } else if (size < position) {
        position = 0; // It was rotated or truncated.
      }
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
        file.seek(position);
        byte[] bytes = new byte[(int) Math.min(MOST_BYTES, size - position)];
        file.readFully(bytes);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
          whole--;
        }
        position += whole;
        new String(bytes, 0, whole, StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> tell(watch, id, line));
      }
    }

    private void tell(Watch watch, String id, String line) {
      String text = line.substring(0, Math.min(1000, line.length()));
      patterns.forEach(
          (name, grok) -> {
            if (!grok.match(text).isNull()) {
              watch.observe(new LogMatch(id, name, text, watch.clock().millis(), "log"));
            }
          });
    }
  }
}
