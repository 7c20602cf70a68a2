package org.clarityos.heal.execute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;

/**
 * How well a component and all that needs it are at one time, as seen from outside.
 *
 * @param levels by component id
 */
public record Condition(Map<String, Level> levels) {
  /** Of nothing: whatever comes after is not worse. */
  public static final Condition UNKNOWN = new Condition(Map.of());

  /** Keeps a copy. */
  public Condition {
    levels = Map.copyOf(levels);
  }

  /** How well one component is, the best first. */
  public enum Level {
    /** Nothing to complain of. */
    WELL,
    /** It runs, and something is wrong with it. */
    ILL,
    /** Its process is not there. */
    DOWN
  }

  /** Looks at components. */
  static Condition of(Inventory inventory, Iterable<String> ids, Health health)
      throws InterruptedException {
    Map<String, Level> levels = new LinkedHashMap<>();
    for (String id : ids) {
      var component = inventory.component(id);
      if (component.isPresent()) {
        levels.put(id, level(component.get(), health));
      }
    }
    return new Condition(levels);
  }

  private static Level level(Component component, Health health) throws InterruptedException {
    List<String> complaints = health.complaints(component, "healthy");
    if (complaints.isEmpty()) {
      return Level.WELL;
    }
    return complaints.contains(Health.NOT_RUNNING) ? Level.DOWN : Level.ILL;
  }

  /** What is worse than it was before, a sentence each; what was not looked at before says nothing. */
  List<String> worseThan(Condition before) {
    List<String> worse = new ArrayList<>();
    new TreeMap<>(levels)
        .forEach(
            (id, level) -> {
              Level was = before.levels().getOrDefault(id, Level.DOWN);
              if (level.compareTo(was) > 0) {
                worse.add("%s was %s and is %s".formatted(id, was, level));
              }
            });
    return worse;
  }
}
