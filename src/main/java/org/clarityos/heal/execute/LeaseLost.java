package org.clarityos.heal.execute;

/** The answer to a write of an executor that no longer owns the plan: another does, and this one may do nothing more. */
public final class LeaseLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Of a plan, with what is known of who has it. */
  LeaseLost(String message) {
    super(message);
  }
}
