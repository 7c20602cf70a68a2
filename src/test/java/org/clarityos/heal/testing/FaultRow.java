package org.clarityos.heal.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The row of the fault table that a test proves. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FaultRow {
  /** What goes wrong. */
  String fault();

  /** How the test makes it happen. */
  String made();

  /** The safe state in which it ends. */
  String ends();
}
