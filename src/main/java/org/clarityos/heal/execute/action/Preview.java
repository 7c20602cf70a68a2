package org.clarityos.heal.execute.action;

/**
 * What an action would do as things stand, told without doing it.
 *
 * @param does what it would do, to what, from what to what; the same as long as it would do the same
 * @param undo what its undo would put back; empty when there is nothing to put back
 * @param seen what moves meanwhile and is worth knowing, such as a size; empty for nothing
 */
public record Preview(String does, String undo, String seen) {
  static Preview of(String does) {
    return new Preview(does, "", "");
  }

  Preview undoneBy(String putsBack) {
    return new Preview(does, putsBack, seen);
  }

  Preview seeing(String now) {
    return new Preview(does, undo, now);
  }
}
