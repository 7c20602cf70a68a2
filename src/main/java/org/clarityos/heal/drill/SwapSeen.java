package org.clarityos.heal.drill;

import java.util.HashSet;
import java.util.Set;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;

/** What was released: the observations that fired, and the times between commits. */
final class SwapSeen {
  private static final double MILLI = 1e6;

  private final Set<String> fired = new HashSet<>();
  private long twice;
  private long last = System.nanoTime();
  private long gap;

  synchronized void take(Shard.Released released) {
    long now = System.nanoTime();
    gap = Math.max(gap, now - last);
    last = now;
    for (Firing firing : released.result().firings()) {
      if (firing.rule().id().equals(SwapPacks.RULE)) {
        firing.matched().forEach(this::fired);
      }
    }
  }

  private void fired(Fact fact) {
    if (fact instanceof EndpointState answer
        && !fired.add(answer.component() + " " + answer.since())) {
      twice++;
    }
  }

  /** The longest time between two commits since the last time it was asked, in milliseconds. */
  synchronized double longestGap() {
    long longest = Math.max(gap, System.nanoTime() - last);
    gap = 0;
    return longest / MILLI;
  }

  /** How many observations fired. */
  synchronized long distinct() {
    return fired.size();
  }

  /** How often one fired again. */
  synchronized long twice() {
    return twice;
  }
}
