package org.clarityos.heal.monitor;

import java.time.Clock;
import java.time.Duration;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.inventory.Inventory;

/**
 * What a monitor is given: what to watch, the time, threads to look on, and where to say what it
 * saw.
 */
public interface Watch {
  /** What there is to watch. */
  Inventory inventory();

  /** The time of the host. */
  Clock clock();

  /**
   * Says what was seen. Blocks while the queue is full (back-pressure); a state that equals the
   * last one said for its key, apart from {@code since}, is not said again.
   */
  void observe(Fact observation);

  /**
   * Whether the last states said of a component (endpoints, process, configuration, listeners) are
   * all well.
   */
  boolean well(String component);

  /**
   * Runs a look again and again, the first at once; what it throws is counted, said in health, and
   * stops nothing.
   */
  void every(Duration interval, String name, Look look);

  /**
   * Runs a blocking stream on a thread of its own until it returns or the watch ends by
   * interruption.
   */
  void stream(String name, Look look);

  /** One look at a source. */
  @FunctionalInterface
  interface Look {
    /** Looks once, or, for a stream, until interrupted. */
    void look() throws Exception;
  }
}
