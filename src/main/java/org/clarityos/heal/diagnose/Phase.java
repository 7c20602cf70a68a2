package org.clarityos.heal.diagnose;

import java.util.Locale;

/** A phase of a batch; the phases run in this order, each to quiescence, and never go back. */
public enum Phase {
  SYMPTOM,
  EVIDENCE,
  CONFIDENCE,
  DIAGNOSIS,
  INCIDENT,
  PLAN,
  DECISION;

  /** Its name as {@code ruleflow-group} in DRL. */
  public String group() {
    return name().toLowerCase(Locale.ROOT);
  }
}
