package org.clarityos.heal.drill;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * What of the JVM's memory is in use after a full collection.
 *
 * @param heap bytes of objects that are reachable
 * @param metaspace bytes of classes
 * @param classes how many classes are loaded
 */
record Memory(long heap, long metaspace, int classes) {
  private static final double MEGABYTE = 1 << 20;

  /** A collection does not take place while a thread compresses: so often it is tried. */
  private static final int TIMES = 5;

  /** Collects, and reads it. */
  static Memory now() {
    long heap = Long.MAX_VALUE;
    for (int time = 0; time < TIMES; time++) {
      System.gc();
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return new Memory(
        heap,
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
            .sum(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  @Override
  public String toString() {
    return "heap %.1f MB, metaspace %.1f MB, %d classes"
        .formatted(heap / MEGABYTE, metaspace / MEGABYTE, classes);
  }
}
