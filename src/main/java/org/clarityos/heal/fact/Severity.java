package org.clarityos.heal.fact;

/** How bad an illness is, from users affected now, criticality and data at risk. */
public enum Severity {
  INFO,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** Whether it is at least as bad as another. */
  public boolean atLeast(Severity other) {
    return compareTo(other) >= 0;
  }
}
