package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.Problem;

/**
 * The text of a DRL file, with the places in it.
 *
 * @param file the file
 * @param text its text
 */
record DrlText(Path file, String text) {
  private static final Pattern HIDDEN =
      Pattern.compile("\"(\\\\.|[^\"\\\\\n])*\"|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  /** The text with what is in quotes and comments blanked out; every place stays where it is. */
  static String bare(String text) {
    Matcher hidden = HIDDEN.matcher(text);
    StringBuilder bare = new StringBuilder(text);
    while (hidden.find()) {
      boolean quoted = text.charAt(hidden.start()) == '"';
      for (int at = hidden.start(); at < hidden.end(); at++) {
        boolean edge = quoted && (at == hidden.start() || at == hidden.end() - 1);
        if (!edge && text.charAt(at) != '\n') {
          bare.setCharAt(at, ' ');
        }
      }
    }
    return bare.toString();
  }

  /** A problem at a place, by the count of characters before it. */
  Problem at(int offset, String message) {
    int end = Math.max(0, Math.min(offset, text.length()));
    int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
    int column = end - text.lastIndexOf('\n', Math.max(0, end - 1));
    return new Problem(file, line, end == 0 ? 1 : column, message);
  }

  /** Where a line begins, from 1. */
  int lineStart(int line) {
    int at = 0;
    for (int number = 1; number < line; number++) {
      int next = text.indexOf('\n', at);
      if (next < 0) {
        return at;
      }
      at = next + 1;
    }
    return at;
  }

  /** Where a whole word first stands after a place; that place when it does not. */
  int find(String word, int from) {
    Matcher found =
        Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])").matcher(text);
    return found.find(Math.min(from, text.length())) ? found.start() : from;
  }
}
