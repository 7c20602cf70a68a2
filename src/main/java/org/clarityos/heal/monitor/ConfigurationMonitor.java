package org.clarityos.heal.monitor;

import java.time.Duration;
import org.clarityos.heal.host.ConfigurationCheck;
import org.clarityos.heal.host.LastGood;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.Configuration;

/**
 * The monitor of configuration files: their bytes against the last good ones, and their native
 * validation. A changed file is adopted as last good when it is valid and its component has been
 * well for the stability window.
 */
public final class ConfigurationMonitor implements Monitor {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration VALIDATE = Duration.ofHours(1);
  private final ConfigurationCheck check;
  private final LastGood lastGood;
  private final Duration stability;

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
        WatchedFile file = new WatchedFile(watch, id, configuration, check, lastGood);
        watch.every(
            LOOK, "configuration " + id + " " + configuration.path(), () -> file.look(stability));
        watch.every(VALIDATE, "validation " + id + " " + configuration.path(), file::validate);
      }
    }
  }
}
