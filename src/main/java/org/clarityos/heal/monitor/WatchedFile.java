package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.fact.ConfigChanged;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component.Configuration;

/** What is known of one configuration file of one component. */
final class WatchedFile {
  private static final String SOURCE = "configuration";
  private final Watch watch;
  private final String id;
  private final Configuration configuration;
  private final ConfigurationCheck check;
  private final LastGood lastGood;
  private Map<String, Object> stamp = Map.of();
  private String hash = "";
  private Optional<ConfigState.Status> status = Optional.empty();
  private long wellSince;

  WatchedFile(
      Watch watch,
      String id,
      Configuration configuration,
      ConfigurationCheck check,
      LastGood lastGood) {
    this.watch = watch;
    this.id = id;
    this.configuration = configuration;
    this.check = check;
    this.lastGood = lastGood;
  }

  /** Looks whether the file changed, and adopts a change that has proven itself for the window. */
  synchronized void look(Duration stability) throws IOException, InterruptedException {
    Map<String, Object> now = stamp();
    if (status.isEmpty() || !now.equals(stamp)) {
      if (changed()) {
        stamp = now;
      }
    } else if (status.get() == ConfigState.Status.CHANGED) {
      settle(stability);
    }
  }

  /** Asks the native validator about a file that did not change: what it depends on may have. */
  synchronized void validate() throws IOException, InterruptedException {
    Optional<byte[]> bytes = read();
    if (status.isEmpty() || !hash(bytes).equals(hash) || bytes.isEmpty()) {
      return;
    }
    boolean valid = check.fault(configuration).isEmpty();
    if (!valid) {
      say(ConfigState.Status.INVALID);
    } else if (status.get() == ConfigState.Status.INVALID) {
      say(status(bytes));
    }
  }

  /**
   * Looks at the bytes; false when they changed while they were looked at, so that the next look
   * sees the whole.
   */
  private boolean changed() throws IOException, InterruptedException {
    Optional<byte[]> bytes = read();
    String fresh = hash(bytes);
    if (status.isPresent() && fresh.equals(hash)) {
      return true;
    }
    ConfigState.Status next = status(bytes);
    if (!hash(read()).equals(fresh)) {
      return false;
    }
    if (status.isPresent()) {
      String path = configuration.path().toString();
      watch.observe(new ConfigChanged(id, path, fresh, watch.clock().millis(), SOURCE));
    }
    hash = fresh;
    say(next);
    return true;
  }

  private ConfigState.Status status(Optional<byte[]> bytes)
      throws IOException, InterruptedException {
    if (bytes.isEmpty()) {
      return ConfigState.Status.MISSING;
    }
    Path path = configuration.path();
    Optional<byte[]> good = lastGood.read(id, path);
    if (good.filter(kept -> Arrays.equals(kept, bytes.get())).isPresent()) {
      return ConfigState.Status.GOOD;
    } else if (check.fault(configuration).isPresent()) {
      return ConfigState.Status.INVALID;
    } else if (good.isEmpty() && status.isEmpty()) {
      lastGood.adopt(id, path, bytes.get());
      return ConfigState.Status.GOOD;
    }
    return ConfigState.Status.CHANGED;
  }

  private void settle(Duration stability) throws IOException {
    long now = watch.clock().millis();
    if (!watch.well(id)) {
      wellSince = now;
      return;
    }
    Optional<byte[]> bytes = read();
    if (now - wellSince >= stability.toMillis() && hash(bytes).equals(hash) && bytes.isPresent()) {
      lastGood.adopt(id, configuration.path(), bytes.get());
      say(ConfigState.Status.GOOD);
    }
  }

  private void say(ConfigState.Status next) {
    long now = watch.clock().millis();
    status = Optional.of(next);
    wellSince = now;
    watch.observe(new ConfigState(id, configuration.path().toString(), next, now, SOURCE));
  }

  private Map<String, Object> stamp() throws IOException {
    try {
      return Files.readAttributes(configuration.path(), "unix:ino,size,ctime");
    } catch (NoSuchFileException e) {
      return Map.of();
    }
  }

  private Optional<byte[]> read() throws IOException {
    try {
      return Optional.of(Files.readAllBytes(configuration.path()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String hash(Optional<byte[]> bytes) {
    return bytes.map(Ids::sha256).orElse("");
  }
}
