package org.clarityos.heal.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One thing that is wrong with a file, in words for its author.
 *
 * @param file the file
 * @param line the line, from 1; 0 when it is about the whole file
 * @param column the column, from 1; 0 when unknown
 * @param message what is wrong and what would be right
 * @param level how bad it is
 * @param kind what kind of problem it is, one word that stays, for machines
 */
public record Problem(Path file, int line, int column, String message, Level level, String kind) {
  /** How bad a problem is. */
  public enum Level {
    /** The file may not be loaded. */
    ERROR,
    /** The file may be loaded, and would be better otherwise. */
    WARNING
  }

  /** Something for which a file may not be loaded. */
  public Problem(Path file, int line, int column, String message) {
    this(file, line, column, message, Level.ERROR, "invalid");
  }

  /** A problem at the last place of a text in a file; about the whole file when it is not there. */
  public static Problem at(Path file, String text, String message) {
    int line = 0;
    int column = 0;
    try {
      int number = 1;
      for (String content : Files.readAllLines(file)) {
        if (content.contains(text)) {
          line = number;
          column = content.indexOf(text) + 1;
        }
        number++;
      }
    } catch (IOException e) {
      return new Problem(file, 0, 0, message + " (and it cannot be read: " + e.getMessage() + ")");
    }
    return new Problem(file, line, column, message);
  }

  /** Whether the file may be loaded in spite of it. */
  public boolean bearable() {
    return level == Level.WARNING;
  }

  /** The same as something that may be loaded. */
  public Problem asWarning() {
    return new Problem(file, line, column, message, Level.WARNING, kind);
  }

  /** The same, with its file as it is named from a folder. */
  public Problem within(Path folder) {
    return file.startsWith(folder)
        ? new Problem(folder.relativize(file), line, column, message, level, kind)
        : this;
  }

  /** The same as a problem of a kind, such as {@code unknown-field}. */
  public Problem as(String name) {
    return new Problem(file, line, column, message, level, name);
  }

  /** Problems, a line each. */
  public static String lines(List<Problem> problems) {
    return String.join("\n", problems.stream().map(Problem::toString).toList());
  }

  @Override
  public String toString() {
    String place = line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "";
    return file + place + ": " + (bearable() ? "warning: " : "") + message;
  }
}
