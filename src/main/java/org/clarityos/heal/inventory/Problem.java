package org.clarityos.heal.inventory;

import java.nio.file.Path;

/**
 * One thing that is wrong with an inventory.
 *
 * @param file the inventory file
 * @param line the line, from 1
 * @param column the column, from 1
 * @param wrong what is wrong
 * @param right what would be right
 */
public record Problem(Path file, int line, int column, String wrong, String right) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + wrong + (right.isEmpty() ? "" : "; " + right);
  }
}
