package org.clarityos.heal.rulepack;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The words that somebody may have meant. */
final class Near {
  private static final int MOST = 5;

  private Near() {}

  /** The few words nearest to one, in a sentence; all when they are few. */
  static String of(String word, Collection<String> known) {
    if (known.size() <= MOST) {
      return "there are " + new TreeSet<>(known);
    }
    List<String> nearest =
        known.stream()
            .sorted(
                Comparator.comparingInt((String other) -> distance(word, other))
                    .thenComparing(other -> other))
            .limit(MOST)
            .toList();
    return "near are " + nearest;
  }

  /** Whether a word is another one misspelt. */
  static boolean close(String word, String other) {
    return distance(word, other) <= Math.max(1, other.length() / 2);
  }

  /** How many letters have to be changed, added or left out (Levenshtein 1966). */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int change = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        here[column] = Math.min(change, 1 + Math.min(above[column], here[column - 1]));
      }
      above = here;
    }
    return above[to.length()];
  }
}
