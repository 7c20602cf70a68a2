package org.clarityos.heal.monitor;

/** A source of observations: one class per source. */
@FunctionalInterface
public interface Monitor {
  /**
   * Arranges its looks or streams on the watch and returns at once.
   *
   * @throws CannotWatch when the source is not to be had here; said once in health, the others go
   *     on
   */
  void start(Watch watch) throws CannotWatch;
}
