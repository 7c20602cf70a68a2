package org.clarityos.heal.monitor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.clarityos.heal.fact.OtherHands;

/** What is said of other hands of a kind: nothing while none were seen, and that they have gone once they have. */
final class Hands {
  private final Watch watch;
  private final String kind;
  private final String source;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  Hands(Watch watch, String kind, String source) {
    this.watch = watch;
    this.kind = kind;
    this.source = source;
  }

  /** Whether some were seen at a component. */
  boolean seen(String component) {
    return seen.contains(component);
  }

  /** Says who is at work on a component; the empty string for nobody. */
  void say(String component, String by) {
    if (!by.isEmpty()) {
      seen.add(component);
    }
    if (seen.contains(component)) {
      watch.observe(new OtherHands(component, kind, by, watch.clock().millis(), source));
    }
  }
}
