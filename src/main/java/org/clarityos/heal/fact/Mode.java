package org.clarityos.heal.fact;

/** How far the program may go on a component. */
public enum Mode {
  /** See, diagnose and record; touch nothing. */
  OBSERVE,
  /** Ask a person before every plan. */
  ASK,
  /** Act where the policy allows it. */
  ACT
}
