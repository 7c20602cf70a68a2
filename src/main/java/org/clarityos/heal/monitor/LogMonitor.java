package org.clarityos.heal.monitor;

import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import io.krakens.grok.api.exception.GrokException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.LogFile;

/**
 * The monitor of log files: follows them from their end, across rotation, and tells lines that
 * match a pattern.
 */
public final class LogMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int MOST_TEXT = 1000;
  private static final int MOST_MATCHES = 20;

  @Override
  public void start(Watch watch) throws CannotWatch {
    GrokCompiler compiler = GrokCompiler.newInstance();
    compiler.registerDefaultPatterns();
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      for (LogFile file : component.logs()) {
        Map<String, Grok> patterns = compiled(compiler, file);
        Tail tail = new Tail(file.path());
        watch.every(LOOK, "log " + id + " " + file.path(), () -> look(watch, id, tail, patterns));
      }
    }
  }

  private static Map<String, Grok> compiled(GrokCompiler compiler, LogFile file)
      throws CannotWatch {
    Map<String, Grok> patterns = new TreeMap<>();
    for (var pattern : file.patterns().entrySet()) {
      try {
        patterns.put(pattern.getKey(), compiler.compile(pattern.getValue()));
      } catch (IllegalArgumentException | GrokException e) {
        throw new CannotWatch(
            file.path()
                + ": pattern "
                + pattern.getKey()
                + " is no Grok pattern: "
                + e.getMessage());
      }
    }
    return patterns;
  }

  private static void look(Watch watch, String id, Tail tail, Map<String, Grok> patterns)
      throws IOException {
    Map<String, Integer> told = new TreeMap<>();
    for (String line : tail.lines()) {
      String text = line.substring(0, Math.min(MOST_TEXT, line.length()));
      patterns.forEach(
          (name, grok) -> {
            // A flood says no more than its beginning.
            if (told.getOrDefault(name, 0) < MOST_MATCHES && !grok.match(text).isNull()) {
              told.merge(name, 1, Integer::sum);
              watch.observe(new LogMatch(id, name, text, watch.clock().millis(), "log"));
            }
          });
    }
  }
}
