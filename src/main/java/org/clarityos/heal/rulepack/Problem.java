package org.clarityos.heal.rulepack;

import java.nio.file.Path;

/**
 * Something wrong with a pack, in words for its author.
 *
 * @param file the file
 * @param line the line, from 1; 0 when it is about the whole file
 * @param column the column, from 1; 0 when unknown
 * @param message what is wrong and what would be right
 */
public record Problem(Path file, int line, int column, String message) {
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "") + ": " + message;
  }
}
