package org.clarityos.heal.drill;

import java.time.Duration;

/**
 * One drill: a real fault, injected into a patient, and what has to come of it.
 *
 * @param name the drill's name
 * @param issue the known issue beside which it is declared
 * @param patient the part of the site that is made ill
 * @param fault the fault, one of {@link FaultList}
 * @param expect what has to come of it
 * @param within how soon it has to be well again, or for how long nothing may happen
 */
record Drill(
    String name, String issue, Part patient, String fault, Expect expect, Duration within) {
  /** What has to come of a fault. */
  enum Expect {
    /** The patient is well again, and stays so. */
    HEALED,
    /** Nothing at all is done. */
    NOTHING
  }
}
