package org.clarityos.heal.explain;

/** What a question names and the record does not know: a rule, a component, a time, an id. */
public final class NotKnown extends Exception {
  private static final long serialVersionUID = 1;

  private final String what;

  NotKnown(String what, String message) {
    super(message);
    this.what = what;
  }

  /** The kind of thing that is not known: {@code rule}, {@code component}, {@code time}, {@code id}. */
  public String what() {
    return what;
  }
}
