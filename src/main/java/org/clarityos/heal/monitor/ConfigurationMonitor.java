package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.clarityos.heal.fact.ConfigChanged;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.Configuration;

/**
 * The monitor of configuration files: their bytes against the last good ones, and their native validation. A changed
 * file is adopted as last good when it is valid and its component has been well for the stability window.
 */
public final class ConfigurationMonitor implements Monitor {
  private static final String SOURCE = "configuration";
  private static final Duration LOOK = Duration.ofMillis(250);
  private final ConfigurationCheck check;
  private final LastGood lastGood;
  private final Duration stability;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(String hash, ConfigState.Status status, long wellSince) {}

  /** A monitor that adopts what has been well for a stability window. */
  public ConfigurationMonitor(ConfigurationCheck check, LastGood lastGood, Duration stability) {
    this.check = check;
    this.lastGood = lastGood;
    this.stability = stability;
  }

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      for (Configuration configuration : component.configuration()) {
        watch.every(
            LOOK, "configuration " + configuration.path(), () -> look(watch, id, configuration));
      }
    }
  }

  private void look(Watch watch, String id, Configuration configuration)
      throws IOException, InterruptedException {
    Path file = configuration.path();
    long now = watch.clock().millis();
    Optional<byte[]> bytes = read(file);
    String hash = bytes.map(Ids::sha256).orElse("");
    Seen before = seen.get(file);
    if (before != null && before.hash().equals(hash)) {
      if (before.status() == ConfigState.Status.CHANGED) {
        settle(watch, id, file, before, bytes);
      }
      return;
    }
    ConfigState.Status status = status(id, configuration, bytes, before == null);
    if (!read(file).map(Ids::sha256).orElse("").equals(hash)) {
      return; // It changed while it was looked at: the next look sees the whole.
    }
    seen.put(file, new Seen(hash, status, now));
    if (before != null) {
      watch.observe(new ConfigChanged(id, file.toString(), hash, now, SOURCE));
    }
    watch.observe(new ConfigState(id, file.toString(), status, now, SOURCE));
  }

  private ConfigState.Status status(
      String id, Configuration configuration, Optional<byte[]> bytes, boolean first)
      throws IOException, InterruptedException {
    if (bytes.isEmpty()) {
      return ConfigState.Status.MISSING;
    }
    if (check.fault(configuration).isPresent()) {
      return ConfigState.Status.INVALID;
    }
    Optional<byte[]> good = lastGood.read(id, configuration.path());
    if (good.isEmpty() && first) {
      lastGood.adopt(id, configuration.path(), bytes.get());
      return ConfigState.Status.GOOD;
    }
    return good.filter(kept -> Arrays.equals(kept, bytes.get())).isPresent()
        ? ConfigState.Status.GOOD
        : ConfigState.Status.CHANGED;
  }

  private void settle(Watch watch, String id, Path file, Seen before, Optional<byte[]> bytes)
      throws IOException {
    long now = watch.clock().millis();
    if (!watch.well(id)) {
      seen.put(file, new Seen(before.hash(), before.status(), now));
    } else if (now - before.wellSince() >= stability.toMillis() && bytes.isPresent()) {
      lastGood.adopt(id, file, bytes.get());
      seen.put(file, new Seen(before.hash(), ConfigState.Status.GOOD, now));
      watch.observe(
          new ConfigState(id, file.toString(), ConfigState.Status.GOOD, now, SOURCE));
    }
  }

  private static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
