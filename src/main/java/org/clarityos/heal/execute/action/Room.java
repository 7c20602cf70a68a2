package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Path;
import org.clarityos.heal.host.Space;

/** The refusal of steps that would keep more than there is space for. */
final class Room {
  private Room() {}

  /** Refuses when a folder has no space for so many bytes, and for as much again up to a bound. */
  static void refuseWithout(Path folder, long bytes) throws ActionFailed, IOException {
    refuseWithout(folder, bytes, Space.beside(bytes));
  }

  /** Refuses when a folder has no space for so many bytes beside what is to stay free. */
  static void refuseWithout(Path folder, long bytes, long free) throws ActionFailed, IOException {
    var lacking = Space.lacking(folder, bytes, free);
    if (lacking.isPresent()) {
      throw new ActionFailed(lacking.get());
    }
  }
}
